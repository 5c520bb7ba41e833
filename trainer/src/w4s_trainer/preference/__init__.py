"""DPO, KTO and GRPO through TRL: baselines beside the reward-weighted regression. Needs the extra `trl`."""
