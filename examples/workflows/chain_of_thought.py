"""Reasoning before the answer, in one call."""

TASK = ""  # what is asked: a search fills in the instructions of its task


def solver(agent, task):
    reply = agent.call_json_format_llm(
        messages=[{"role": "user", "content": task}],
        temperature=0.2,
        num_of_response=1,
        agent_role="patient expert who works in small steps",
        return_dict_keys=["reasoning", "answer"],
        instructions=TASK + (
            "Work the task out step by step under \"reasoning\" and check each step. "
            "Put only the final answer under \"answer\": a bare number where a number is asked, without unit or thousands separator."
        ),
    )[0]
    answer = str(reply["answer"]).strip()
    if answer in ("", "NO answer IN DICTIONARY"):
        answer = agent.extract_answer_str(str(reply.get("JSONDecodeError", reply["reasoning"])))
    return {"answer": answer, "reasoning": reply["reasoning"]}
