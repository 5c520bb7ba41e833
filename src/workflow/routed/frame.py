def run_program(name, *given):
    """A program in a module of its own, as w4s runs it."""
    program = types.ModuleType("workflow")
    program.agent = given[0]
    exec(PROGRAMS[name], program.__dict__)
    entry = getattr(program, "workflow", None) or program.solver
    return entry(*given)
