"""First the general rules that a task of this kind needs, then the answer by them.

Step-back prompting: Zheng et al. 2023, arXiv 2310.06117. Two calls.
"""

TASK = ""  # what is asked: a search fills in the instructions of its task


def solver(agent, task, entry_point=None):
    principles = agent.call_llm(
        messages=[{"role": "user", "content": task}],
        temperature=0.3,
        agent_role="teacher who knows the basics of every field",
        instructions=TASK + (
            "Do not answer yet. Take a step back: name the facts, rules or methods that any task of this kind needs, "
            "in a few sentences."
        ),
    )[0].strip()
    question = f"{task}\n\nWhat is known about tasks of this kind:\n{principles}" if principles else task
    reasoning, answer = ask(agent, question, entry_point)[0]
    return {"answer": answer, "principles": principles}


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
