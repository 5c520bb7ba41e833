"""Several programs are written and run, their results vote; where none runs, the executor reasons instead."""

TASK = ""  # what is asked: a search fills in the instructions of its task


def solver(agent, task):
    from collections import Counter

    drafts = agent.call_json_format_llm(
        messages=[{"role": "user", "content": f"Write a Python program that computes the answer to this task:\n\n{task}"}],
        temperature=0.6,
        num_of_response=3,
        agent_role="Python programmer who turns word problems into arithmetic",
        return_dict_keys=["reasoning", "code"],
        instructions=TASK + (
            "Name each quantity under \"reasoning\" first. \"code\" defines a function solution() without arguments that returns "
            "the answer as a number; it uses the standard library alone, reads no input and prints nothing."
        ),
    )

    results = []
    for draft in drafts:
        try:
            value = agent.execute_code(code=str(draft["code"]))
        except Exception as error:
            if "quota" in str(error):
                raise
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            continue
        if isinstance(value, float):
            value = int(value) if value.is_integer() else round(value, 6)
        results.append(value)

    if results:
        winner, votes = Counter(results).most_common(1)[0]
        return {"answer": str(winner), "votes": f"{votes} of {len(results)}"}

    reply = agent.call_json_format_llm(
        messages=[{"role": "user", "content": task}],
        temperature=0.2,
        agent_role="patient expert who works in small steps",
        return_dict_keys=["reasoning", "answer"],
        instructions=TASK + "Reason step by step under \"reasoning\". Under \"answer\" stands the final number alone.",
    )[0]
    return {"answer": agent.extract_answer_str(str(reply["answer"])), "votes": "none: no program ran"}
