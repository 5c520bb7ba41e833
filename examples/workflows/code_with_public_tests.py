"""For code tasks: a program is written, tried on the public tests and corrected by what they say."""

TASK = ""  # what is asked: a search fills in the instructions of its task


def solver(agent, task, entry_point):
    draft = agent.call_llm(
        messages=[{"role": "user", "content": f"{task}\n\nWrite the complete Python function `{entry_point}`, with the imports that it needs."}],
        temperature=0.2,
        agent_role="experienced Python programmer",
        instructions=TASK + "Think about edge cases in a few sentences, then give the whole program in one ```python block, without tests or examples.",
    )[0]
    program = agent.extract_code_block(draft, entry_point=entry_point) or draft
    tested = agent.test_on_public_test(task=task, solution=program, entry_point=entry_point, test_loop=3)
    return {"answer": tested["solution"], "passed": tested["result"], "corrections": tested["count"]}
