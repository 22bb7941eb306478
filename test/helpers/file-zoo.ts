import { crc32, deflateSync } from 'node:zlib'
import { type ZippableFile, zipSync } from 'fflate'
import { png } from './files.js'

/** A file, and what it is by its content or why it may not be handed in. */
export type Specimen = [name: string, bytes: Buffer, outcome: string]

type Entries = Record<string, string | Buffer>

export const zipped = (entries: Entries): Buffer =>
  Buffer.from(
    zipSync(Object.fromEntries(Object.entries(entries).map(([name, bytes]) => [name, Buffer.from(bytes)]))),
  )

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const contentTypes = (type: string) =>
  `<?xml version="1.0"?><Types xmlns="x"><Override PartName="/main.xml" ContentType="${type}"/></Types>`
const OFD_XML = '<?xml version="1.0"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" DocType="OFD"/>'

export const OFD_PARTS = { 'OFD.xml': OFD_XML, 'Doc_0/Document.xml': '<ofd:Document/>' }
export const DOCX_PARTS = {
  '[Content_Types].xml': contentTypes(`${DOCX}.main+xml`),
  'word/document.xml': '<w:document/>',
}
const XLSX_PARTS = {
  '[Content_Types].xml': contentTypes(`${XLSX}.main+xml`),
  'xl/workbook.xml': '<workbook/>',
}
const PARTS: Record<string, Entries> = { ofd: OFD_PARTS, docx: DOCX_PARTS, xlsx: XLSX_PARTS }
const ARCHIVE_TYPES: Record<string, string> = { ofd: 'application/ofd', docx: DOCX, xlsx: XLSX }

const backwards = (entries: Entries): Entries => Object.fromEntries(Object.entries(entries).toReversed())
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const word = (value: number) => hex(value.toString(16).padStart(4, '0'))

/** Headers as a camera writes them, and a byte of picture. */
export const jpeg = (width = 4, height = 4, frame = 0xc0): Buffer =>
  Buffer.concat([
    hex('ffd8 ffe0 0010 4a46494600 0101 00 0001 0001 00 00 ffff'),
    Buffer.from([frame]),
    hex('0011 08'),
    word(height),
    word(width),
    hex('03 011100 021100 031100 ffda 000c 03 0100 0200 0300 003f00 00 ffd9'),
  ])

export function pngOf(width: number, height: number): Buffer {
  const bytes = Buffer.from(png())
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}

const tiffPage = (width: number, height: number, next: number): Buffer => {
  const page = Buffer.alloc(30)
  page.writeUInt16LE(2, 0)
  for (const [at, tag, value] of [
    [2, 256, width],
    [14, 257, height],
  ] as const) {
    page.writeUInt16LE(tag, at)
    page.writeUInt16LE(4, at + 2)
    page.writeUInt32LE(1, at + 4)
    page.writeUInt32LE(value, at + 8)
  }
  page.writeUInt32LE(next, 26)
  return page
}
const tiff = (...pages: Buffer[]): Buffer => Buffer.concat([hex('49492a00 08000000'), ...pages])
const TIFF_BE = hex('4d4d002a 00000008 0002 0100 0003 00000001 00040000 0101 0003 00000001 00040000 00000000')

const riff = (chunk: Buffer): Buffer => {
  const size = Buffer.alloc(4)
  size.writeUInt32LE(chunk.length + 4)
  return Buffer.concat([Buffer.from('RIFF'), size, Buffer.from('WEBP'), chunk])
}
const webp = (kind: string, body: string) =>
  riff(Buffer.concat([Buffer.from(kind), hex('0a000000'), hex(body), Buffer.alloc(12)]))

const PDF = Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')

const GOOD: Specimen[] = [
  ['pdf', PDF, 'application/pdf'],
  ['png', png(), 'image/png'],
  ['png with bytes behind it', png(Buffer.alloc(5000, 7)), 'image/png'],
  ['jpeg', jpeg(), 'image/jpeg'],
  ['progressive jpeg', jpeg(4, 4, 0xc2), 'image/jpeg'],
  ['a drawing of 200 million pixels', jpeg(20_000, 10_000), 'image/jpeg'],
  ['tiff', tiff(tiffPage(4, 4, 0)), 'image/tiff'],
  ['tiff of two pages', tiff(tiffPage(4, 4, 38), tiffPage(9, 9, 0)), 'image/tiff'],
  ['tiff, the big end first', TIFF_BE, 'image/tiff'],
  ['webp, lossy', webp('VP8 ', '000000 9d012a 0400 0400'), 'image/webp'],
  ['webp, lossless', webp('VP8L', '2f 03c00000 00'), 'image/webp'],
  ['webp, extended', webp('VP8X', '00 000000 030000 030000'), 'image/webp'],
]

const ARCHIVES: Specimen[] = Object.entries(PARTS).flatMap(([kind, parts]): Specimen[] => {
  const type = ARCHIVE_TYPES[kind] ?? ''
  return [
    [kind, zipped(parts), type],
    [`${kind}, its entries the other way round`, zipped(backwards(parts)), type],
    [`${kind} behind a hundred pictures`, zipped({ ...pictures(100), ...parts }), type],
    [`${kind} with a picture in it`, zipped({ ...parts, 'media/image1.png': png() }), type],
    [`${kind} with a remark at its end`, withComment(zipped(parts)), type],
  ]
})

function pictures(count: number): Entries {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`a/${at}.png`, png(Buffer.from([at]))]))
}

function withComment(zip: Buffer): Buffer {
  const bytes = Buffer.concat([zip, Buffer.from('made by a scanner')])
  bytes.writeUInt16LE(17, zip.length - 2)
  return bytes
}

const CUT: Specimen[] = [...GOOD, ...ARCHIVES].flatMap(([name, bytes]): Specimen[] => [
  [`three bytes of ${name}`, bytes.subarray(0, 3), 'refused'],
  [`${name} behind a blank`, Buffer.concat([Buffer.from(' '), bytes]), 'refused'],
])

const HALF: Specimen[] = [...GOOD.filter(([name]) => !/pdf|behind/.test(name)), ...ARCHIVES].map(
  ([name, bytes]): Specimen => [
    `the first half of ${name}`,
    bytes.subarray(0, Math.min(bytes.length >> 1, 24)),
    'refused',
  ],
)

const DOUBLE: Specimen[] = GOOD.map(
  ([name, bytes]): Specimen => [
    `${name} that is an archive, too`,
    Buffer.concat([bytes, zipped({ 'a.exe': 'MZ' })]),
    'FILE_TWO_TYPES',
  ],
)

const HEADS: Record<string, Buffer> = {
  gif: Buffer.from('GIF89a\u0001\u0000\u0001\u0000\u0000\u0000\u0000;'),
  bmp: Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]),
  exe: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]),
  elf: Buffer.concat([hex('7f454c46 020101'), Buffer.alloc(60)]),
  'mach-o': Buffer.concat([hex('cffaedfe 07000001'), Buffer.alloc(60)]),
  'java class': hex('cafebabe 00000034 001d'),
  html: Buffer.from('<!DOCTYPE html><script>alert(1)</script>'),
  svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  script: Buffer.from('#!/bin/sh\nrm -rf /\n'),
  javascript: Buffer.from('alert(document.cookie)'),
  text: Buffer.from('身份证'),
  json: Buffer.from('{"a":1}'),
  csv: Buffer.from('a,b\n=cmd|calc,2\n'),
  rtf: Buffer.from('{\\rtf1\\ansi x}'),
  'old word document': Buffer.concat([hex('d0cf11e0a1b11ae1'), Buffer.alloc(600)]),
  rar: hex('526172211a0700cf907300000d00000000000000'),
  '7z': hex('377abcaf271c0004000000000000000000'),
  gzip: hex('1f8b0800000000000003'),
  'only zlib': deflateSync('x'),
  mp4: hex('00000018 66747970 6d703432 00000000 6d703432 69736f6d'),
  mp3: hex('4944330300000000000000'),
  postscript: Buffer.from('%!PS-Adobe-3.0\n'),
  flash: hex('465753 0a 00000000'),
  wasm: hex('0061736d01000000'),
  icon: hex('00000100 0100 1010 0000 0100 2000'),
  photoshop: Buffer.concat([Buffer.from('8BPS'), hex('0001'), Buffer.alloc(30)]),
  'a raw photo': hex('49492a00 10000000 43520200'),
  bigtiff: hex('49492b00 0800 0000 1000000000000000'),
  'a jpeg that is only its mark': hex('ffd8ff'),
  'a jpeg without a picture': hex('ffd8 ffe0 0010 4a46494600 0101 00 0001 0001 00 00 ffd9'),
  'a png with another head': Buffer.concat([png().subarray(0, 12), Buffer.from('IDAT'), png().subarray(16)]),
  'a jpeg of nothing': jpeg(0, 0),
  nothing: Buffer.alloc(0),
  zeros: Buffer.alloc(4096),
}

const WRONG: Specimen[] = Object.entries(HEADS).map(([name, bytes]) => [name, bytes, 'refused'])

const PHOTOS: Specimen[] = ['heic', 'heix', 'mif1', 'avif'].map((brand) => [
  brand,
  Buffer.concat([hex('00000018 66747970'), Buffer.from(brand), hex('00000000'), Buffer.from(`${brand}mif1`)]),
  'FILE_HEIC',
])

const PROGRAMS = 'exe dll scr com pif msi bat cmd ps1 vbs js wsf hta lnk jar sh apk zip rar 7z'.split(' ')
const SMUGGLED: Specimen[] = Object.entries(PARTS).flatMap(([kind, parts]): Specimen[] => [
  ...PROGRAMS.map(
    (ending): Specimen => [
      `${kind} with .${ending}`,
      zipped({ ...parts, [`attach/附件.${ending}`]: 'x' }),
      'FILE_EXECUTABLE',
    ],
  ),
  ...['exe', 'elf', 'mach-o', 'java class', 'script'].map(
    (head): Specimen => [
      `${kind} with a picture that is ${head}`,
      zipped({ ...parts, 'media/image1.png': HEADS[head] ?? '' }),
      'FILE_EXECUTABLE',
    ],
  ),
  ...['word/vbaProject.bin', 'xl/vbaProject.bin', 'word/vbaData.xml', 'xl/macrosheets/sheet1.xml'].map(
    (name): Specimen => [`${kind} with ${name}`, zipped({ ...parts, [name]: 'x' }), 'FILE_MACROS'],
  ),
  [`${kind} locked with a password`, flagged(zipped(parts)), 'FILE_ENCRYPTED'],
  [`${kind} that leads out of itself`, zipped({ ...parts, '../../etc/cron.d/x': 'x' }), 'FILE_BROKEN'],
])

/** The bit that says encrypted, at every entry of the directory. */
function flagged(zip: Buffer): Buffer {
  const bytes = Buffer.from(zip)
  for (let at = bytes.indexOf('PK\u0001\u0002'); at >= 0; at = bytes.indexOf('PK\u0001\u0002', at + 4))
    bytes.writeUInt16LE(bytes.readUInt16LE(at + 8) | 1, at + 8)
  return bytes
}

const ENTRY = Buffer.from('PK\u0001\u0002')

/** Changes the last entry of the directory. */
function lastEntry(zip: Buffer, change: (bytes: Buffer, at: number) => void): Buffer {
  const bytes = Buffer.from(zip)
  change(bytes, bytes.lastIndexOf(ENTRY))
  return bytes
}

const HIDDEN_MACROS = DOCX_PARTS['[Content_Types].xml'].replace(
  '</Types>',
  '<Override PartName="/word/picture.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
)
const MACRO_DOCX = contentTypes('application/vnd.ms-word.document.macroEnabled.main+xml')
const MACRO_XLSX = contentTypes('application/vnd.ms-excel.sheet.macroEnabled.main+xml')
const SLIDES = contentTypes(
  `${DOCX.replace('wordprocessingml.document', 'presentationml.presentation')}.main+xml`,
)

const TEMPLATE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate'
const RELS = 'word/_rels/settings.xml.rels'
const relating = (target: string, type = TEMPLATE) =>
  `<Relationships xmlns="x"><Relationship Id="r1" Type="${type}" Target="${target}" TargetMode="External"/></Relationships>`
const related = (target: string, type?: string) => zipped({ ...DOCX_PARTS, [RELS]: relating(target, type) })
const EVIL = relating('http://203.0.113.7/t.dotm')
/** The directory says one name, and another one in the extra field for names in Unicode (0x7075). */
function twoNames(name: string, other: string): Buffer {
  const field = Buffer.alloc(5, 1)
  field.writeUInt32LE(crc32(name), 1)
  const entry: ZippableFile = [
    Buffer.from('x'),
    { extra: { 28789: Buffer.concat([field, Buffer.from(other)]) } },
  ]
  const parts = Object.entries(DOCX_PARTS).map(([part, text]) => [part, Buffer.from(text)])
  return Buffer.from(zipSync({ ...Object.fromEntries(parts), [name]: entry }))
}
/** The end of the archive counts one entry less than the directory has. */
function uncounted(name: string): Buffer {
  const bytes = zipped({ ...DOCX_PARTS, [name]: 'x' })
  const end = bytes.lastIndexOf('PK\u0005\u0006')
  for (const at of [end + 8, end + 10]) bytes.writeUInt16LE(bytes.readUInt16LE(at) - 1, at)
  return bytes
}

/** The end of an archive with large numbers (ZIP64), told in front of the old one: `alter` has the bytes of the new record. */
function large(zip: Buffer, alter: (record: Buffer) => void = () => {}, old?: number): Buffer {
  const end = zip.lastIndexOf('PK\u0005\u0006')
  const [count, size, begin] = [
    zip.readUInt16LE(end + 10),
    zip.readUInt32LE(end + 12),
    zip.readUInt32LE(end + 16),
  ]
  const record = Buffer.alloc(56)
  record.write('PK\u0006\u0006')
  record.writeBigUInt64LE(44n, 4)
  for (const [at, value] of [
    [24, count],
    [32, count],
    [40, size],
    [48, begin],
  ] as const)
    record.writeBigUInt64LE(BigInt(value), at)
  alter(record)
  const locator = Buffer.alloc(20)
  locator.write('PK\u0006\u0007')
  locator.writeBigUInt64LE(BigInt(end), 8)
  locator.writeUInt32LE(1, 16)
  const tail = Buffer.from(zip.subarray(end))
  if (old !== undefined) tail.writeUInt16LE(old, 10)
  return Buffer.concat([zip.subarray(0, end), record, locator, tail])
}
/** Bytes between the last entry and the directory. */
function between(zip: Buffer, bytes: Buffer): Buffer {
  const end = zip.lastIndexOf('PK\u0005\u0006')
  const begin = zip.readUInt32LE(end + 16)
  const moved = Buffer.from(zip.subarray(begin))
  moved.writeUInt32LE(begin + bytes.length, end - begin + 16)
  return Buffer.concat([zip.subarray(0, begin), bytes, moved])
}
const HIDDEN = zipped({ 'word/vbaProject.bin': 'x' })
const ONE_ENTRY = HIDDEN.subarray(0, HIDDEN.indexOf(ENTRY))
/** The first entry says in front that it is longer than the directory says. */
function longerInFront(): Buffer {
  const bytes = zipped(DOCX_PARTS)
  bytes.writeUInt32LE(bytes.readUInt32LE(18) + 5, 18)
  return bytes
}

const PLACED: Specimen[] = [
  ['docx with two ends that agree', large(zipped(DOCX_PARTS)), DOCX],
  ['docx whose old end leaves it to the new one', large(zipped(DOCX_PARTS), () => {}, 0xffff), DOCX],
  [
    'docx whose new end counts less',
    large(zipped({ ...DOCX_PARTS, 'a.txt': 'x' }), (record) => record.writeBigUInt64LE(2n, 32)),
    'FILE_TWO_TYPES',
  ],
  ['docx whose old end counts less', large(zipped(DOCX_PARTS), () => {}, 1), 'FILE_TWO_TYPES'],
  ['docx with an entry in no directory', between(zipped(DOCX_PARTS), ONE_ENTRY), 'FILE_TWO_TYPES'],
  ['docx with room before its directory', between(zipped(DOCX_PARTS), Buffer.alloc(100)), DOCX],
  ['docx with an entry that is longer in front', longerInFront(), 'FILE_TWO_TYPES'],
  ...['./x.xml', 'a/./x.xml', 'a//x.xml', 'x.xml.', 'x.xml ', 'a /x.xml'].map(
    (name): Specimen => [
      `docx with a part called “${name}”`,
      zipped({ ...DOCX_PARTS, [name]: 'x' }),
      'FILE_TWO_TYPES',
    ],
  ),
  ['docx with a program called a.exe.', zipped({ ...DOCX_PARTS, 'a.exe.': 'x' }), 'FILE_EXECUTABLE'],
]

const RELATED: Specimen[] = [
  ...PLACED,
  ...[
    'http://203.0.113.7/t.dotm',
    'https://a.example/t.dotm?x=1&amp;y=>',
    '&#104;ttp://203.0.113.7/t.dotm',
    'file://203.0.113.7/share/t.dotm',
    'file:////203.0.113.7/share/t.dotm',
    '\\\\203.0.113.7\\share\\t.dotm',
    '//203.0.113.7/t.dotm',
  ].map((target): Specimen => [`docx with a template at ${target}`, related(target), 'FILE_REMOTE_PARTS']),
  ...[
    'file:///C:\\Users\\wang\\Normal.dotm',
    'file:///home/wang/%E6%A8%A1%E6%9D%BF.dotx',
    'C:\\a\\b.dotm',
    'Normal.dotm',
  ].map((target): Specimen => [`docx with its writer's template ${target}`, related(target), DOCX]),
  [
    'docx with a link',
    related('https://www.example.gov.cn', TEMPLATE.replace('attachedTemplate', 'hyperlink')),
    DOCX,
  ],
  ...Object.entries({
    'in the other order of UTF-16': Buffer.from(`\ufeff${EVIL}`, 'utf16le').swap16(),
    'in UTF-16 without a mark': Buffer.from(EVIL, 'utf16le'),
    'under a prefix in Chinese': EVIL.replaceAll(/<(\/?)Rel/g, '<$1关系:Rel').replace(
      'xmlns=',
      'xmlns:关系=',
    ),
    'with letters of its mode as numbers': EVIL.replace('"External"', '"&#69;xternal"'),
    'with letters of its type as numbers': EVIL.replace('Template"', 'Templ&#x61;te"'),
    'behind blanks': EVIL.replace('Template"', 'Template "').replace('"External"', "' External '"),
    'behind another target in a name space': EVIL.replace('Id=', 'xmlns:x=" Target=\'C:/x.dotx\'" Id='),
    'behind an entity': `<!DOCTYPE r [<!ENTITY e "External">]>${EVIL.replace('"External"', '"&e;"')}`,
  }).map(
    ([hidden, xml]): Specimen => [
      `docx with a template ${hidden}`,
      zipped({ ...DOCX_PARTS, [RELS]: xml }),
      'FILE_REMOTE_PARTS',
    ],
  ),
  [
    'docx with a hundred thousand relationships that never end',
    zipped({ ...DOCX_PARTS, [RELS]: '<Relationship '.repeat(100_000) }),
    DOCX,
  ],
  ['docx with a part under two names', twoNames('word/vbaProject.bin', 'word/a.txt'), 'FILE_TWO_TYPES'],
  [
    'docx with macros behind the entries that are counted',
    uncounted('word/vbaProject.bin'),
    'FILE_TWO_TYPES',
  ],
  [
    'docx with two lists of types, one in other letters',
    zipped({ '[content_types].xml': HIDDEN_MACROS, ...DOCX_PARTS }),
    'FILE_TWO_TYPES',
  ],
  [
    'docx with an object from elsewhere',
    related('https://a.example/x.html', TEMPLATE.replace('attachedTemplate', 'oleObject')),
    'FILE_REMOTE_PARTS',
  ],
]

const FORGED: Specimen[] = [
  ...RELATED,
  ['an archive of anything', zipped({ 'a.txt': 'x' }), 'FILE_TYPE_NOT_ALLOWED'],
  ['an empty archive', Buffer.concat([Buffer.from('PK\u0005\u0006'), Buffer.alloc(18)]), 'refused'],
  ['OFD.xml that is none', zipped({ 'OFD.xml': '<html/>' }), 'FILE_TYPE_NOT_ALLOWED'],
  ['OFD.xml in a folder', zipped({ 'a/OFD.xml': OFD_XML }), 'FILE_TYPE_NOT_ALLOWED'],
  ['OFD and DOCX at once', zipped({ ...OFD_PARTS, ...DOCX_PARTS }), 'FILE_TWO_TYPES'],
  ['slides', zipped({ '[Content_Types].xml': SLIDES }), 'FILE_TYPE_NOT_ALLOWED'],
  [
    'docx with macros by another name',
    zipped({ ...DOCX_PARTS, '[Content_Types].xml': HIDDEN_MACROS, 'word/picture.bin': 'x' }),
    'FILE_MACROS',
  ],
  ['docm', zipped({ ...DOCX_PARTS, '[Content_Types].xml': MACRO_DOCX }), 'FILE_MACROS'],
  ['xlsm', zipped({ ...XLSX_PARTS, '[Content_Types].xml': MACRO_XLSX }), 'FILE_MACROS'],
  ['OFD.xml first and an exe', zipped({ ...OFD_PARTS, 'setup.exe': HEADS.exe ?? '' }), 'FILE_EXECUTABLE'],
  [
    'OFD in UTF-16',
    zipped({ 'OFD.xml': Buffer.concat([hex('fffe'), Buffer.from(OFD_XML, 'utf16le')]) }),
    'application/ofd',
  ],
  [
    'an entry under another name in front than in the directory',
    lastEntry(zipped(OFD_PARTS), (bytes, at) => bytes.write('X', at + 46)),
    'FILE_TWO_TYPES',
  ],
]

const BOMBS: Specimen[] = [
  ['a png of 4 billion pixels', pngOf(65_535, 65_535), 'FILE_TOO_MANY_PIXELS'],
  ['a png as wide as a number', pngOf(0x7fffffff, 1), 'FILE_TOO_MANY_PIXELS'],
  ['a jpeg of 4 billion pixels', jpeg(65_535, 65_535), 'FILE_TOO_MANY_PIXELS'],
  ['a tiff of too many pixels', tiff(tiffPage(60_000, 60_000, 0)), 'FILE_TOO_MANY_PIXELS'],
  [
    'a tiff whose second page is it',
    tiff(tiffPage(1, 1, 38), tiffPage(60_000, 60_000, 0)),
    'FILE_TOO_MANY_PIXELS',
  ],
  ['a tiff whose pages lead in a circle', tiff(tiffPage(1, 1, 8)), 'FILE_BROKEN'],
  ['a webp of too many pixels', webp('VP8X', '00 000000 ffff00 ffff00'), 'FILE_TOO_MANY_PIXELS'],
  ['a docx of zeros', zipped({ ...DOCX_PARTS, 'a.xml': Buffer.alloc(20_000_000) }), 'FILE_ARCHIVE_BOMB'],
  [
    'a docx that claims gigabytes',
    lastEntry(zipped(DOCX_PARTS), (bytes, at) => bytes.writeUInt32LE(0xfffffffe, at + 24)),
    'FILE_ARCHIVE_BOMB',
  ],
  [
    'a docx that claims less than it holds',
    lastEntry(zipped({ ...DOCX_PARTS, 'a.xml': Buffer.alloc(2_000_000) }), (bytes, at) =>
      bytes.writeUInt32LE(100, at + 24),
    ),
    'FILE_ARCHIVE_BOMB',
  ],
  ['entries that lie over one another', overlapping(), 'FILE_ARCHIVE_BOMB'],
  // Each is read through for what it fetches: one by one none is too large.
  [
    'a docx of three long lists of relations',
    zipped({ ...DOCX_PARTS, ...relations(3) }),
    'FILE_ARCHIVE_BOMB',
  ],
  ['a docx of two', zipped({ ...DOCX_PARTS, ...relations(2) }), DOCX],
  ['eleven thousand entries', zipped({ ...many(11_000), ...OFD_PARTS }), 'FILE_ARCHIVE_BOMB'],
]

/** Three megabytes of links each. */
function relations(count: number): Entries {
  const link = '<Relationship Id="r1" Type="x/hyperlink" Target="https://x.cn/" TargetMode="External"/>'
  const list = `<Relationships xmlns="x">${link.repeat((3 << 20) / link.length)}</Relationships>`
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`word/_rels/${at}.xml.rels`, list]))
}

function many(count: number): Entries {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}`, '']))
}

/** Two entries of the directory that share one place. */
function overlapping(): Buffer {
  return lastEntry(zipped({ ...OFD_PARTS, 'b.xml': 'x' }), (bytes, at) => {
    const before = bytes.lastIndexOf(ENTRY, at - 1)
    bytes.writeUInt32LE(bytes.readUInt32LE(before + 42), at + 42)
  })
}

/** Right, wrong, double and forged files (真、假、双重与伪造文件). */
export const ZOO: readonly Specimen[] = [
  ...GOOD,
  ...ARCHIVES,
  ...CUT,
  ...HALF,
  ...DOUBLE,
  ...WRONG,
  ...PHOTOS,
  ...SMUGGLED,
  ...FORGED,
  ...BOMBS,
]
