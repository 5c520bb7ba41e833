"""Several answers, then rounds in which each is reconsidered in the light of the others; then a vote.

Multi-agent debate: Du et al. 2023, arXiv 2305.14325. One call for each agent and round: 6. Programs can't vote: the first
that passes the public tests wins.
"""

from collections import Counter

TASK = ""  # what is asked: a search fills in the instructions of its task
AGENTS = 3
ROUNDS = 2


def solver(agent, task, entry_point=None):
    opinions = ask(agent, task, entry_point, temperature=0.8, count=AGENTS)
    for _ in range(1, ROUNDS):
        opinions = [reconsidered(agent, task, entry_point, opinions, own) for own in range(len(opinions))]
    answers = [answer for _, answer in opinions]
    if entry_point is not None:
        passing = [one for one in answers if agent.exec_test(solution=one, entry_point=entry_point) == "no error"]
        return {"answer": (passing or answers)[0], "passing": len(passing)}
    answer, votes = majority(answers)
    return {"answer": answer, "votes": f"{votes} of {AGENTS}"}


def reconsidered(agent, task, entry_point, opinions, own):
    """The opinion of one agent once it has read those of the others."""
    said_by = [f"{'Your' if at == own else 'Another'} answer: {answer}\nReasons: {reasons}"
               for at, (reasons, answer) in enumerate(opinions)]
    revised = ask(
        agent,
        "\n\n".join([task, *said_by]),
        entry_point,
        instructions=(
            "Below the task stand your earlier answer and those of others. Check the reasons of all, "
            "keep what holds, and answer anew. "
        ),
    )[0]
    return revised if revised[1] else opinions[own]


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


def majority(answers):
    """The answer given most often and its votes; equal numbers meet, and case does not matter."""
    def plain(answer):
        text = answer.strip().rstrip(".").casefold()
        try:
            return float(text.replace(",", "").lstrip("$"))
        except ValueError:
            return text

    given = [answer for answer in answers if answer.strip()]
    if not given:
        return "", 0
    winner, votes = Counter(plain(answer) for answer in given).most_common(1)[0]
    return next(answer for answer in given if plain(answer) == winner), votes
