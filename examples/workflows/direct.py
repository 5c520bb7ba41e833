"""One question, one short answer: the plain executor, as a baseline that everything else has to beat."""


def solver(agent, task):
    replies = agent.call_llm(
        messages=[{"role": "user", "content": task}],
        temperature=0.0,
        agent_role="careful assistant",
        instructions="Reply with the final answer alone: no sentence, no unit, no explanation.",
    )
    return {"answer": agent.extract_answer_str(replies[0]) if len(replies[0]) > 60 else replies[0].strip()}
