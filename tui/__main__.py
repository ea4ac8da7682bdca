"""`python -m tui` is `bondroom`."""

import sys

from tui.cli.main import main

sys.exit(main())
