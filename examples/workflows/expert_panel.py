"""Experts of different kinds answer side by side, each looks at its own answer again, and they vote.

What W4S found for MMLU-Pro: Nie et al. 2025, arXiv 2504.04785. Two calls for each expert: 6.
"""

from collections import Counter

TASK = ""  # what is asked: a search fills in the instructions of its task
EXPERTS = (
    "scholar of the field who recalls definitions and known results",
    "practitioner who works each case out with numbers and examples",
    "examiner who rules out wrong answers one after the other",
)


def solver(agent, task):
    answers = []
    for expert in EXPERTS:
        reasoning, answer = ask(agent, task, role=expert, temperature=0.7)[0]
        reasoning, reflected = ask(
            agent,
            f"{task}\n\nYour earlier answer: {answer}\nReasons: {reasoning}",
            role=expert,
            instructions=(
                "You answered this task before. Look for a mistake in your reasons; keep the answer where you find none. "
            ),
        )[0]
        answers.append(reflected or answer)
    answer, votes = majority(answers)
    return {"answer": answer, "votes": f"{votes} of {len(EXPERTS)}"}


def ask(agent, question, role="patient expert", instructions="", temperature=0.5, count=1):
    """Replies as pairs of reasoning and answer."""
    messages = [{"role": "user", "content": question}]
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
