"""The executor writes a program, and what it returns is the answer: one call an item."""

TASK = ""  # what is asked: a search fills in the instructions of its task


def solver(agent, task):
    instructions = TASK + "Write a Python function solution() that returns the answer."
    draft = agent.call_json_format_llm(
        messages=[{"role": "user", "content": task}], temperature=0, return_dict_keys=["code"], instructions=instructions,
    )[0]
    return {"answer": agent.execute_code(draft["code"])}
