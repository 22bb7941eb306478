import { randomBytes } from 'node:crypto'
import t from 'tap'
import { agrees, FILE_TYPES, nameOf } from '../../src/features/files/file-types.js'
import { FILE_FINDINGS, Refused } from '../../src/features/files/inspection/findings.js'
import { inspect } from '../../src/features/files/inspection/inspect.js'
import { plainBytesOf } from '../../src/features/files/inspection/plain-bytes.js'
import { extendedName } from '../../src/features/files/part-name.js'
import { createEncryption } from '../../src/shared/encryption.js'
import { ZOO } from '../helpers/file-zoo.js'

const outcomeOf = (bytes: Buffer): Promise<string> =>
  inspect(plainBytesOf(bytes)).catch((error) => {
    if (error instanceof Refused) return error.finding
    throw error
  })

t.test('right, wrong, double and forged files are told apart by their content', async (t) => {
  t.ok(ZOO.length > 200, `${ZOO.length} files`)
  t.equal(new Set(ZOO.map(([name]) => name)).size, ZOO.length, 'each another one')
  const seen = new Set<string>()
  for (const [name, bytes, expected] of ZOO) {
    const outcome = await outcomeOf(bytes)
    seen.add(outcome)
    if (expected === 'refused') t.ok(Object.hasOwn(FILE_FINDINGS, outcome), `${name}: ${outcome}`)
    else t.equal(outcome, expected, name)
  }
  const all = [...Object.keys(FILE_TYPES), ...Object.keys(FILE_FINDINGS)]
  t.same(
    all.filter((each) => !seen.has(each)),
    [],
    'every type and every reason stands in the table',
  )
})

t.test('no bytes make the inspection throw anything but a reason', async (t) => {
  let looked = 0
  for (const [name, bytes] of ZOO.filter(([, { length }]) => length > 3 && length < 5000)) {
    const broken = Buffer.from(bytes)
    for (let turn = 0; turn < 8; turn += 1) {
      broken[randomBytes(2).readUInt16LE() % broken.length] = randomBytes(1)[0] ?? 0
      await outcomeOf(broken).catch((error) => t.fail(`${name} ${broken.toString('hex')}: ${error}`))
      looked += 1
    }
  }
  t.ok(looked > 1000, `${looked} altered files`)
})

t.test('a name ends as its type does', async (t) => {
  for (const [given, type, name] of [
    ['gnp.exe', 'image/png', 'gnp.png'],
    ['身份证\u202egnp.exe', 'image/png', '身份证gnp.png'],
    ['scan.JPEG', 'image/jpeg', 'scan.JPEG'],
    ['a.jpg', 'image/png', 'a.png'],
    ['合同.2024', 'application/pdf', '合同.2024.pdf'],
    ['无后缀', 'application/ofd', '无后缀.ofd'],
    ['../../etc/passwd', 'image/tiff', 'passwd.tif'],
    ['C:\\temp\\x.docm', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'x.docx'],
    ['', 'image/webp', 'file.webp'],
    ['.exe', 'image/png', 'exe.png'],
    ['\u200b', 'image/png', 'file.png'],
    [`${'长'.repeat(300)}.png`, 'image/png', `${'长'.repeat(196)}.png`],
  ] as const)
    t.equal(nameOf(given, type), name, given)
  t.ok(agrees('application/zip', 'application/ofd'))
  t.ok(agrees('image/JPG; charset=binary', 'image/jpeg'))
  t.notOk(agrees('application/zip', 'image/png'))
})

t.test('filename* comes before filename', async (t) => {
  const head = (rest: string) =>
    `--b\r\nContent-Disposition: form-data; name="file"${rest}\r\nContent-Type: x`
  const extended = "; filename*=UTF-8''%E8%BA%AB.png"
  t.equal(extendedName(head(`${extended}; filename="a.png"`)), '身.png')
  t.equal(extendedName(head(`; filename="a.png"${extended}`)), '身.png')
  t.equal(extendedName(head(`; filename="a.png;\r\n filename*=UTF-8''x"`)), undefined, 'within quotes')
  for (const broken of ["UTF-8''%ZZ.png", "UTF-8''%E8%", "GBK''%C9%ED", 'b.png', "UTF-8''"]) {
    t.equal(extendedName(head(`; filename*=${broken}; filename="a.png"`)), 'a.png', broken)
    t.equal(extendedName(head(`; filename="a;\\"b.png"; filename*=${broken}`)), 'a;"b.png', broken)
    t.equal(extendedName(head(`; filename*=${broken}`)), '', 'a name that nobody can read is none')
  }
  t.equal(extendedName(head('; filename="a.png"')), undefined)
})

t.test('what was just encrypted is read at any place', async (t) => {
  const encryption = createEncryption([{ id: 'k', key: randomBytes(32) }], randomBytes(32))
  const place = { table: 'x', column: 'y', row: ['z'] }
  const plain = randomBytes(100_003)
  const parts: Buffer[] = []
  const source = async function* () {
    yield plain.subarray(0, 70_001)
    yield plain.subarray(70_001)
  }
  for await (const part of encryption.encryptStream(source(), () => place)) parts.push(part)
  const stored = Buffer.concat(parts)
  const access = {
    read: async (into: Buffer, offset: number, length: number, position: number) => ({
      bytesRead: stored.copy(into, offset, position, position + length),
    }),
  }
  const bytes = await encryption.readAnywhere(access, stored.length, place)
  t.equal(bytes.size, plain.length)
  for (const [position, length] of [
    [0, 10],
    [1, 40],
    [15, 2],
    [65_535, 5000],
    [99_990, 100],
    [100_003, 5],
    [200_000, 5],
  ] as const)
    t.ok(
      (await bytes.read(position, length)).equals(plain.subarray(position, position + length)),
      `${position}`,
    )
})
