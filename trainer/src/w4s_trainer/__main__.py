import sys

from w4s_trainer.cli.main import main

sys.exit(main())
