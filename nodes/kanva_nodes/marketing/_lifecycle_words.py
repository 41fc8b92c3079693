"""Words of the life-cycle segments: their names, the columns they make, the help page."""
# ruff: noqa: E501 - paragraphs of help are lines of Markdown

from __future__ import annotations

from kanva.sdk import Text

RECENCY: tuple[Text, ...] = (
    Text(ru="Активные", en="Active"),
    Text(ru="Засыпающие", en="Falling asleep"),
    Text(ru="Уснувшие", en="Dormant"),
)
FREQUENCY: tuple[Text, ...] = (
    Text(ru="Новые", en="New"),
    Text(ru="Перспективные", en="Promising"),
    Text(ru="Постоянные", en="Regular"),
)
NO_PURCHASES = Text(ru="Без покупок", en="No purchases")

SEGMENTS: tuple[Text, ...] = (
    NO_PURCHASES,
    *FREQUENCY,
    *(
        Text(ru=f"{recency.ru} {frequency.ru.lower()}", en=f"{recency.en}, {frequency.en.lower()}")
        for recency in RECENCY[1:]
        for frequency in FREQUENCY
    ),
)
"""Names by number: 0 is outside of the matrix, 1 to 9 go along its rows."""

OUTPUT: dict[str, Text] = {
    "count": Text(ru="Покупок", en="Purchases"),
    "last": Text(ru="Последняя покупка", en="Last purchase"),
    "days": Text(ru="Дней с последней покупки", en="Days since last purchase"),
    "revenue": Text(ru="Выручка", en="Revenue"),
    "segment": Text(ru="Сегмент", en="Segment"),
    "segment_name": Text(ru="Название сегмента", en="Segment name"),
    "recency": Text(ru="Давность", en="Recency"),
    "frequency": Text(ru="Частота", en="Frequency"),
    "customers": Text(ru="Покупателей", en="Customers"),
    "share": Text(ru="Доля", en="Share"),
}

HELP = Text(
    ru="""Относит каждого покупателя к одному из девяти сегментов жизненного цикла. Сегмент складывается из двух вопросов: **давно ли** человек покупал и **сколько раз**.

- Активные, засыпающие, уснувшие — по дням с последней покупки до даты отчёта. По умолчанию: до 90 дней включительно, от 91 до 180, больше 180.
- Новые, перспективные, постоянные — по числу покупок. По умолчанию: одна, две–три, от четырёх.

Номера сегментов: 1–3 — активные (новые, перспективные, постоянные), 4–6 — засыпающие, 7–9 — уснувшие. Пороги — договорённость, общих для всех нет: для продуктов подойдут 30 и 60 дней, для мебели или опта — 180 и 365.

**Что подать на вход.** Либо продажи — строки чеков или накладных, тогда узел сам посчитает покупки, либо готовую таблицу, где одна строка — один покупатель: тогда все её столбцы сохраняются.

Как считается по продажам:

- Покупка — один документ продажи, сколько бы строк в нём ни было. Номера в 1С каждый год начинаются заново, поэтому одинаковый номер в разные годы — разные документы. Строки без номера за один день — одна покупка. Если столбец документа не выбран, покупкой считается день.
- Продажи и возвраты **после даты отчёта** не учитываются.
- Возврат — не покупка: он не меняет ни числа покупок, ни даты последней.
- **Выручка** — сумма продаж до даты отчёта включительно за вычетом возвратов; можно считать без вычета. Знак суммы у возврата не важен.
- Строки без покупателя пропускаются. Строка без даты не считается покупкой.

**Без покупок** (номер 0) — покупатели, у которых к дате отчёта не было ни одной покупки: только возвраты, только более поздние продажи или пустые данные. В готовой таблице последняя покупка позже даты отчёта считается активной, а дни выходят отрицательными: проверьте дату.

Узел никогда не берёт сегодняшнее число сам: дату отчёта укажите или свяжите с параметром сценария. Боковой выход **Сводка** даёт по строке на сегмент — сколько покупателей, доля всех, выручка, — и строку «без покупок».""",
    en="""Puts every customer into one of nine life-cycle segments. A segment answers two questions: **how long ago** a person bought, and **how many times**.

- Active, falling asleep, dormant: by the days from the last purchase to the report date. By default up to 90 days inclusive, 91 to 180, over 180.
- New, promising, regular: by the number of purchases. By default one, two or three, four or more.

Numbers: 1–3 are active (new, promising, regular), 4–6 falling asleep, 7–9 dormant. The thresholds are a convention and none suits everybody: 30 and 60 days fit groceries, 180 and 365 furniture or wholesale.

**What to feed in.** Either sales, lines of receipts or invoices, from which the node counts purchases itself; or a ready table with one row a customer, whose columns are all kept.

How sales are counted:

- A purchase is one sales document, however many lines it has. Accounting systems number documents anew each year, so the same number in two years is two documents. Lines without a number on one day are one purchase. Without a document column a day is a purchase.
- Sales and returns **after the report date** do not count.
- A return is not a purchase: it changes neither their number nor the last date.
- **Revenue** is the sum of sales up to and including the report date, less returns; it can be counted without them. The sign of a return’s amount does not matter.
- Lines without a customer are skipped. A line without a date is not a purchase.

**No purchases** (number 0) are customers who had bought nothing by the report date: only returns, only later sales, or missing data. In a ready table a last purchase after the report date counts as active and its days come out negative: check the date.

The node never takes today’s date by itself: give the report date or bind it to a parameter of the workflow. The side output **Summary** gives one row a segment, with the number of customers, their share of all and the revenue, and a row for “no purchases”.""",
)
