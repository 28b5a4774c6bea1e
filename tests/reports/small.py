"""A small dataset of invented content, which the golden files and figures stand on."""

from __future__ import annotations

import datetime as dt

from hubbot.problems import Problem
from hubbot.records import (
    Affiliate,
    Answer,
    Code,
    Codebook,
    Dataset,
    Interview,
    Mention,
    PageRef,
    Partnership,
    Person,
    Theme,
)

PREFIX = "Content Partnerships Hub/Needs assessment/Research results/"


def page(title: str, number: int) -> PageRef:
    return PageRef(
        title=title,
        page_id=number,
        revision_id=1000 + number,
        timestamp=dt.datetime(2022, 3, number, 12, 30, tzinfo=dt.UTC),
    )


def need(code: str, words: str = "", *, line: int = 5) -> Mention:
    return Mention(kind="need", code=code, words=words, line=line)


AFFILIATES = (
    Affiliate(
        code="WM-AL",
        name="Wikimedians of Alderney",
        org_type="User Group",
        region="Northern & Western Europe",
        country="GG",
        recognition="recognised",
    ),
    Affiliate(
        code="WM-GHX",
        name="Volta Wikimedia Community",
        org_type="User Group",
        region="Sub-Saharan Africa",
        country="GH",
        recognition="recognised",
    ),
    Affiliate(
        code="WM-GHY",
        name="Ashanti Wikimedia User Group",
        org_type="User Group",
        region="Sub-Saharan Africa",
        country="GH",
        recognition="derecognised",
    ),
    Affiliate(
        code="WM-MARS",
        name="Wikimedia Sápmi",
        org_type="Chapter",
        region="Northern & Western Europe",
        country="SE",
        recognition="recognised",
        page="Wikimedia Sápmi (chapter)",
    ),
    Affiliate(
        code="WM-MUSIC",
        name="Wiki Music Circle",
        org_type="Thematic Organization",
        region="International",
        recognition="recognised",
    ),
    Affiliate(
        code="WM-YEM",
        name="Wikimedians of Hadramaut",
        org_type="User Group",
        region="Middle East & North Africa",
        country="YE",
        recognition="recognised",
    ),
)

CODEBOOK = Codebook(
    themes=(
        Theme(
            code="funding",
            label="Funding and staff",
            order=1,
            labels={"ar": "التمويل والموظفون", "sv": "Finansiering och personal"},
        ),
        Theme(code="skills", label="Skills", order=2, labels={"ar": "المهارات"}),
    ),
    codes=(
        Code(
            code="money",
            theme="funding",
            label="Funding",
            labels={"ar": "التمويل"},
            keywords=("grant", "funding"),
        ),
        Code(code="office", theme="funding", label="Office and staff", keywords=("office",)),
        Code(
            code="training",
            theme="skills",
            label="Training",
            labels={"ar": "التدريب"},
            keywords=("training", "workshop"),
        ),
        Code(code="legal", theme="skills", label="Legal advice", keywords=("copyright law",)),
        Code(code="fundraising", theme="funding", kind="support", label="Fundraising support"),
        Code(
            code="mentor",
            theme="skills",
            kind="support",
            label="Mentoring",
            labels={"ar": "الإرشاد"},
        ),
    ),
)

INTERVIEWS = (
    Interview(
        page=page(PREFIX + "Alderney", 1),
        affiliate="WM-AL",
        date=dt.date(2021, 10, 15),
        interviewees=(Person(name="Ada Invented", username="AdaI"), Person(name="Bo Made-Up")),
        language="en",
        needs=("money", "training"),
        support=("fundraising",),
        mentions=(
            need("money", "We have no money for scanning, and nobody pays."),
            need("training", "“Nobody taught us how.”", line=9),
        ),
        partnerships=(
            Partnership(
                partner="Alderney Museum",
                wikidata="Q4713",
                type="museum",
                status="current",
                country="GG",
                activities=("scanning", "edit-a-thons"),
            ),
            Partnership(partner="Island Radio", type="media", status="planned"),
        ),
    ),
    Interview(
        page=page(PREFIX + "Alderney again", 2),
        affiliate="WM-AL",
        date=dt.date(2022, 2, 1),
        interviewees=(Person(name="Ada Invented"),),
        needs=("training", "wifi"),
        partnerships=(Partnership(partner="Alderney museum", type="museum", status="past"),),
    ),
    Interview(
        page=page(PREFIX + "Ashanti", 3),
        affiliate="WM-GHY",
        date=dt.date(2022, 1, 18),
        people_unnamed=4,
        language="ak",
        needs=("money",),
        support=("mentor", "fundraising"),
        quotes="no",
        mentions=(need("money", "These words are kept back."),),
        answers=(Answer(question="needs", text="We lack grants. These words too."),),
    ),
    Interview(
        page=page(PREFIX + "Circle of | players", 4),
        affiliate="WM-MUSIC",
        respondent="thematic group",
        date=dt.date(2022, 1, 20),
        needs=("legal", "money"),
    ),
    Interview(
        page=page(PREFIX + "Hadramaut", 5),
        affiliate="WM-YEM",
        language="ar",
        needs=("money", "legal"),
        mentions=(need("legal", "نحتاج إلى مستشار قانوني"),),
        answers=(
            Answer(
                question="needs",
                text="Workshops would help us most. We had one grant.\n\nThe rest is fine.",
                line=12,
            ),
        ),
        partnerships=(Partnership(partner="Seiyun Library", type="library", status="desired"),),
    ),
    Interview(
        page=page(PREFIX + "Nobody knows", 6),
        respondent="unknown",
        mentions=(need("electricity", "Power cuts every day."),),
    ),
    Interview(
        page=page(PREFIX + "Sápmi", 7),
        affiliate="WM-MARS",
        date=dt.date(2021, 12, 6),
        language="sv",
        interviewees=(Person(name="Bo Made-Up", username="Bo"), Person(name="Cy Nowhere")),
        partnerships=(Partnership(partner="Northern Archive", country="NO"),),
    ),
)

PROBLEMS = (
    Problem(PREFIX + "Alderney again", 4, "unknown-code", "needs", "wifi", ("money",)),
    Problem(PREFIX + "Hadramaut", 2, "required-missing", "date"),
    Problem(PREFIX + "Hadramaut", None, "conflicting-values", "country", "YE", (), ("OM",)),
)

DATASET = Dataset(
    interviews=INTERVIEWS,
    affiliates=AFFILIATES,
    codebook=CODEBOOK,
    problems=PROBLEMS,
    drafts=2,
    as_of=dt.datetime(2022, 3, 7, 12, 30, tzinfo=dt.UTC),
)
