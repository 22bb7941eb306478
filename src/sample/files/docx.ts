import { strToU8, zipSync } from 'fflate'

/** A row of a form: what is asked, and what stands there. */
export type FormRow = readonly [label: string, value: string]

const TYPES = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
const RELATIONS = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`

const run = (text: string, properties = ''): string =>
  `<w:r><w:rPr><w:rFonts w:eastAsia="宋体"/>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`
const paragraph = (text: string, alignment = 'left', properties = ''): string =>
  `<w:p><w:pPr><w:jc w:val="${alignment}"/></w:pPr>${run(text, properties)}</w:p>`
const cell = (text: string, width: number): string =>
  `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/></w:tcPr>${paragraph(text)}</w:tc>`

/**
 * A form with a heading, a table of two columns and notes as a DOCX file, the same bytes each time. The texts are
 * constants of the sample, without characters that XML would need escaped.
 */
export function formDocx(title: string, rows: readonly FormRow[], notes: readonly string[]): Buffer {
  const border = (side: string) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>`
  const borders = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(border).join('')
  const cells = rows.map(
    ([label, value]) =>
      `<w:tr><w:trPr><w:trHeight w:val="560"/></w:trPr>${cell(label, 3000)}${cell(value, 6000)}</w:tr>`,
  )
  const body = [
    paragraph(title, 'center', '<w:b/><w:sz w:val="32"/>'),
    `<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/><w:tblBorders>${borders}</w:tblBorders></w:tblPr><w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="6000"/></w:tblGrid>${cells.join('')}</w:tbl>`,
    ...notes.map((note) => paragraph(note)),
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>',
  ]
  const document = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body.join('')}</w:body></w:document>`
  // The zone of the machine has no part in a date without a zone.
  const options = { level: 6, mtime: new Date(2024, 0, 1) } as const
  const parts = { '[Content_Types].xml': TYPES, '_rels/.rels': RELATIONS, 'word/document.xml': document }
  const packed = Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))
  return Buffer.from(zipSync(packed, options))
}
