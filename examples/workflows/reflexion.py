"""Tries again with lessons from failed tries in mind. A program fails by its public tests, another answer by a check.

Reflexion: Shinn et al. 2023, arXiv 2303.11366. One call for each try, a lesson after a failed one, and for other answers
than programs a check: 1 to 5 for programs, else 2 to 7.
"""

TASK = ""  # what is asked: a search fills in the instructions of its task
TRIES = 3


def solver(agent, task, entry_point=None):
    lessons = []
    for trial in range(1, TRIES + 1):
        memory = "\n\nLessons from failed tries:\n- " + "\n- ".join(lessons) if lessons else ""
        reasoning, answer = ask(agent, f"{task}{memory}", entry_point)[0]
        attempt = f"{task}\n\nProposed answer: {answer}\n\nHow it was found: {reasoning}"
        problem = "" if trial == TRIES else failure(agent, attempt, answer, entry_point)
        if problem == "":
            return {"answer": answer, "tries": trial}
        lesson = agent.call_llm(
            messages=[{"role": "user", "content": f"{attempt}\n\nWhat is wrong with it: {problem}"}],
            temperature=0.5,
            agent_role="learner who draws lessons from mistakes",
            instructions=TASK + (
                "Do not answer the task again. In two or three sentences, say why this try failed "
                "and what to do differently next time."
            ),
        )[0].strip()
        lessons.append(lesson or problem)


def failure(agent, attempt, answer, entry_point):
    """What is wrong with an answer; empty where nothing was found."""
    if entry_point is not None:
        report = agent.exec_test(solution=answer, entry_point=entry_point)
        return "" if report == "no error" else str(report)[:2000]
    check = agent.call_json_format_llm(
        messages=[{"role": "user", "content": attempt}],
        temperature=0.3,
        agent_role="strict but fair examiner",
        return_dict_keys=["critique", "correct"],
        instructions=TASK + (
            "Work the task out on your own and compare. Under \"critique\", say what is wrong with the proposed "
            "answer, if anything. \"correct\" is true where it is right, else false."
        ),
    )[0]
    return "" if said(check, "correct").lower() in ("true", "yes") else said(check, "critique")


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
