"""A draft, then feedback on it and a better one, until the feedback finds nothing to change.

Self-Refine: Madaan et al. 2023, arXiv 2303.17651. One call, and up to two more a round: 1 to 5, mostly 2.
"""

TASK = ""  # what is asked: a search fills in the instructions of its task
ROUNDS = 2


def solver(agent, task, entry_point=None):
    reasoning, answer = ask(agent, task, entry_point)[0]
    for rounds in range(ROUNDS):
        attempt = f"{task}\n\nProposed answer: {answer}\n\nHow it was found: {reasoning}"
        feedback = review(agent, attempt)
        if feedback == "":
            return {"answer": answer, "rounds": rounds}
        reasoning, revised = ask(
            agent,
            f"{attempt}\n\nFeedback: {feedback}",
            entry_point,
            instructions="Use the feedback to answer the task better. ",
        )[0]
        answer = revised or answer
    return {"answer": answer, "rounds": ROUNDS}


def review(agent, attempt):
    """What has to change; empty where nothing has, and where the executor does not say."""
    reply = agent.call_json_format_llm(
        messages=[{"role": "user", "content": attempt}],
        temperature=0.3,
        agent_role="strict but fair reviewer",
        return_dict_keys=["feedback", "correct"],
        instructions=TASK + (
            "Check the proposed answer against the task, one claim after the other. Under \"feedback\", "
            "name each mistake and how to mend it. \"correct\" is true where nothing has to change, else false."
        ),
    )[0]
    return "" if said(reply, "correct").lower() in ("true", "yes") else said(reply, "feedback")


def ask(agent, question, entry_point=None, role="patient expert", instructions="", temperature=0.5, count=1):
    """Replies as pairs of reasoning and answer; the answer to a programming task is the program."""
    messages = [{"role": "user", "content": question}]
    if entry_point is not None:
        replies = agent.call_llm(
            messages=messages,
            temperature=temperature,
            num_of_response=count,
            agent_role=role,
            instructions=TASK + instructions + (
                "Think in a few sentences, then give the complete program in one ```python block. "
                f"It must define `{entry_point}`."
            ),
        )
        programs = [agent.extract_code_block(reply, entry_point=entry_point) or reply for reply in replies]
        return [(reply.split("```")[0].strip()[:2000], program) for reply, program in zip(replies, programs)]
    replies = agent.call_json_format_llm(
        messages=messages,
        temperature=temperature,
        num_of_response=count,
        agent_role=role,
        return_dict_keys=["reasoning", "answer"],
        instructions=TASK + instructions + (
            "Reason step by step under \"reasoning\". Put only the final answer under \"answer\": "
            "a bare number where a number is asked, without unit or thousands separator."
        ),
    )
    pairs = []
    for reply in replies:
        reasoning = said(reply, "JSONDecodeError") or said(reply, "reasoning")
        pairs.append((reasoning[:2000], said(reply, "answer") or agent.extract_answer_str(reasoning)))
    return pairs


def said(reply, key):
    """The text under a key, empty where the executor left it out."""
    value = reply.get(key)
    text = "" if value is None else str(value).strip()
    return "" if text == f"NO {key} IN DICTIONARY" else text
