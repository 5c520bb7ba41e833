"""Several persons talk the task over within one reply, one of them looking for mistakes.

Solo performance prompting: Wang et al. 2023, arXiv 2307.05300. One call.
"""

TASK = ""  # what is asked: a search fills in the instructions of its task
PERSONS = 3


def solver(agent, task, entry_point=None):
    reasoning, answer = ask(
        agent,
        task,
        entry_point,
        role="moderator of a round of experts",
        instructions=(
            f"Choose {PERSONS} persons whose knowledge fits the task, and a critic. Write down how they talk: each says "
            "what they would do and why, the critic names mistakes, they mend them, until all agree. "
            "The answer is what they agree on. "
        ),
    )[0]
    return {"answer": answer, "discussion": reasoning}


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
