"""IAM's policy simulator: what policies would decide, without any call being made."""
