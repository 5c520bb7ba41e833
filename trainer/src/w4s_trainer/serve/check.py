from w4s_trainer.serve.options import ServeOptions


def check(options: ServeOptions) -> int:
    return 0
