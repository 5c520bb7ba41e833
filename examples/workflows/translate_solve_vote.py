"""The task is put into English, programs compute its answer and vote, and an expert decides where they disagree.

What W4S found for MGSM: Nie et al. 2025, arXiv 2504.04785. One call, one for each program, and one where no majority
agrees: 4 or 5.
"""

from collections import Counter

TASK = ""  # what is asked: a search fills in the instructions of its task
PROGRAMS = 3


def solver(agent, task):
    english = agent.call_llm(
        messages=[{"role": "user", "content": task}],
        temperature=0,
        agent_role="professional translator",
        instructions=(
            "Do not answer the text: translate it into plain English. Keep every number, name, unit and line. "
            "Repeat it as it is where it is English already. Reply with the translation alone."
        ),
    )[0].strip()
    question = f"{task}\n\nThe same in English:\n{english}" if english not in ("", task) else task
    drafts = agent.call_json_format_llm(
        messages=[{"role": "user", "content": question}],
        temperature=0.6,
        num_of_response=PROGRAMS,
        agent_role="Python programmer who turns word problems into arithmetic",
        return_dict_keys=["reasoning", "code"],
        instructions=TASK + (
            "Name each quantity under \"reasoning\" first. \"code\" defines a function solution() without arguments "
            "that returns the answer; it uses the standard library alone, reads no input and prints nothing."
        ),
    )
    computed = results(agent, drafts)
    winner, votes = majority(computed)
    if 2 * votes > PROGRAMS:
        return {"answer": winner, "votes": f"{votes} of {PROGRAMS}"}
    hint = f"\n\nCandidate answers by programs that may err: {', '.join(computed)}" if computed else ""
    reasoning, answer = ask(agent, f"{question}{hint}", temperature=0.2)[0]
    return {"answer": answer or winner, "votes": "none: an expert decided"}


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


def results(agent, drafts):
    """What the programs return, as texts; those that fail are left out."""
    found = []
    for draft in drafts:
        try:
            value = agent.execute_code(code=said(draft, "code"))
        except Exception as error:
            if "quota" in str(error):
                raise
            continue
        if isinstance(value, float):
            value = int(value) if value.is_integer() else round(value, 6)
        if value is not None and str(value).strip():
            found.append(str(value).strip())
    return found
