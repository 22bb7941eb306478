/**
 * How a paper is laid out (文书版式), in Typst: A4, the organ above, title and number, what it says, and below who signs,
 * where the seal belongs and how it is verified. It is given everything as data and reads nothing. What an organ puts
 * above and below is evaluated as content of its own, so that no rule in it reaches the text between.
 */
export const LAYOUT = `
#let paper = json(bytes(sys.inputs.paper))
#let day(text) = text.split("-").map(part => int(part))
#let (year, month, date) = day(paper.issuedOn)
#set document(title: paper.title + " " + paper.no, date: datetime(year: year, month: month, day: date))
#set page(
  paper: "a4", margin: (x: 27mm, top: 30mm, bottom: 28mm),
  background: if paper.mark != none {
    rotate(-30deg, text(size: 96pt, fill: rgb("#cc000030"), weight: "bold", paper.mark))
  },
  footer: context [
    #set text(size: 8.5pt, fill: luma(80))
    #line(length: 100%, stroke: 0.5pt + luma(150))
    #grid(columns: (1fr, auto), paper.verification, [第 #counter(page).display() 页，共 #counter(page).final().first() 页])
  ],
)
#set text(font: "Noto Sans S Chinese", size: 12pt, lang: "zh", region: "cn")
#set par(leading: 0.9em, spacing: 0.9em, justify: true)
#let markup(source) = eval(source, mode: "markup", scope: (paper: paper))

#if paper.head != none { markup(paper.head) }
#align(center)[
  #text(size: 21pt, fill: rgb("#b3000d"), weight: "bold", tracking: 0.08em, paper.organ)
  #v(-4pt)
  #line(length: 100%, stroke: 1.5pt + rgb("#b3000d"))
  #v(6pt)
  #text(size: 18pt, weight: "bold", paper.title)

  #paper.no
]
#if paper.state != none {
  align(center, rect(stroke: 1pt + rgb("#b3000d"), inset: 6pt, text(fill: rgb("#b3000d"), weight: "bold", paper.state)))
}
#v(4pt)
#strong(if paper.addressedTo != none { paper.addressedTo } else { paper.addressees })：

#grid(columns: (auto, 1fr), column-gutter: 8pt, row-gutter: 8pt,
  ..if paper.addressedTo != none { ([承 诺 人：], paper.addressees) },
  ..if paper.facts != none { paper.facts.flatten() } else { ([办件编号：], paper.caseNo, [事　　项：], paper.item) })
#v(2pt)
#for line in paper.paragraphs { par(first-line-indent: (amount: 2em, all: true), line) }

#let section(title, lines, numbered: false) = if lines.len() > 0 {
  block(breakable: true, above: 12pt, {
    strong(title)
    set text(size: 11pt)
    let items = lines.map(line => [#line])
    if numbered { enum(tight: false, spacing: 0.75em, indent: 1em, numbering: "1.", ..items) }
    else { list(tight: false, spacing: 0.75em, indent: 1em, marker: [·], ..items) }
  })
}
#for each in paper.lists { section(each.title, each.lines, numbered: true) }
#section("期限", paper.dates)
#section("办理依据", paper.bases)
#section("请携带", paper.bring)
#section("救济途径", paper.remedies)
#if paper.signatures.len() > 0 {
  block(breakable: false, above: 18pt, width: 100%, for line in paper.signatures { par(first-line-indent: (amount: 2em, all: true), line) })
}

#block(breakable: false, above: 24pt, width: 100%, grid(columns: (1fr, 58%), column-gutter: 8pt,
  align(bottom, {
    set text(size: 9.5pt, fill: luma(60))
    set par(justify: false)
    for line in paper.contact { par(line) }
    if paper.qr != none {
      stack(dir: ltr, spacing: 6pt, image(bytes(paper.qr), format: "svg", width: 20mm), align(bottom, text(size: 8pt, [扫码核验])))
    }
  }),
  align(center)[
    #paper.organ
    #if paper.actedBy != none {
      linebreak()
      text(size: 9.5pt, [（由受委托的#paper.actedBy;办理）])
    }
    #v(2pt)
    #circle(radius: 16mm, stroke: (paint: luma(170), thickness: 0.6pt, dash: "dashed"),
      align(center + horizon, text(size: 8pt, fill: luma(150), paper.seal)))
    #v(2pt)
    #paper.issued
  ]))
#if paper.foot != none { markup(paper.foot) }
`
