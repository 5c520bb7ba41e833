"""The executor is asked for a program in plain words, and what it prints is the answer: one call an item."""

TASK = ""  # what is asked: a search fills in the instructions of its task


def solver(agent, task):
    question = f"Write a Python program that works out the answer to this question and prints it:\n\n{task}"
    reply = agent.call_llm(
        messages=[{"role": "user", "content": question}],
        temperature=0.0,
        agent_role="programmer",
        instructions=TASK + "Reply with one ```python block: a program that prints the answer and nothing else.",
    )[0]
    return {"answer": str(agent.execute_code(reply))}
