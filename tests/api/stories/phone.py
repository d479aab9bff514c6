"""A phone for the story: `python phone.py FILE STEP` shows the six digits of the seed in FILE."""

import sys
import time
from pathlib import Path

import pyotp

if __name__ == "__main__":
    seed = Path(sys.argv[1]).read_text().strip()
    print(pyotp.TOTP(seed).generate_otp(int(time.time()) // 30 + int(sys.argv[2])))
