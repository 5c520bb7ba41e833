"""Several answers, each found in another way than those before it; then the executor decides among them.

Quality-diversity as in ADAS: Hu et al. 2024, arXiv 2408.08435; the idea is that of Intelligent Go-Explore: Lu et al. 2024,
arXiv 2405.15143. One call for each attempt and one to decide: 4.
"""

TASK = ""  # what is asked: a search fills in the instructions of its task
ATTEMPTS = 3


def solver(agent, task, entry_point=None):
    found = []
    for attempt in range(ATTEMPTS):
        found.append(ask(
            agent,
            with_earlier(task, found),
            entry_point,
            instructions="Earlier answers stand below the task. Find another way than they did. " if found else "",
            temperature=0.8,
        )[0])
    reasoning, decided = ask(
        agent,
        with_earlier(task, found),
        entry_point,
        role="careful judge",
        instructions=(
            "Several candidate answers stand below the task. Compare their reasons, choose the best or mend it, "
            "and give the final answer. "
        ),
        temperature=0.1,
    )[0]
    answers = [answer for _, answer in found]
    return {"answer": decided or max(answers, key=bool), "different": len(set(answers))}


def with_earlier(task, found):
    told = [f"Candidate answer {at}: {answer}\nReasons: {reasons}" for at, (reasons, answer) in enumerate(found, 1)]
    return "\n\n".join([task, *told])


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
