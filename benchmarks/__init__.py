"""What 说事 costs beside the least that the same job can cost."""
