"""The Access Troubleshooter: why a call was refused, every step and every statement."""
