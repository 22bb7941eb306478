import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import t from 'tap'
import {
  createEncryption,
  type Encryption,
  type Place,
  parseEncryptionKeys,
  SealBroken,
} from '../../src/shared/encryption.js'
import { firstFormatBox, firstFormatFile } from '../helpers/first-format.js'

const old = { id: 'a', key: randomBytes(32) }
const blind = randomBytes(32)
const before = createEncryption([old], blind)
const after = createEncryption([{ id: 'b', key: randomBytes(32) }, old], blind)

const place = (...row: (string | number)[]): Place => ({
  table: 'case_parties',
  column: 'mobile_encrypted',
  row,
  formerly: `${row[0]}/mobile`,
})

/** A file in memory. */
const access = (bytes: Buffer) => ({
  read: async (into: Buffer, offset: number, length: number, position: number) => ({
    bytesRead: bytes.copy(into, offset, position, Math.min(bytes.length, position + length)),
  }),
})

async function sealed(encryption: Encryption, plain: Buffer, at: Place): Promise<Buffer> {
  const chunks: Buffer[] = []
  const source = Readable.from([plain.subarray(0, 10), plain.subarray(10)])
  for await (const chunk of encryption.encryptStream(source, () => at)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function opened(encryption: Encryption, stored: Buffer, at: Place): Promise<Buffer> {
  const { plain } = await encryption.decryptStream(access(stored), stored.length, at)
  const chunks: Buffer[] = []
  for await (const chunk of plain) chunks.push(chunk)
  return Buffer.concat(chunks)
}

t.test('what goes in comes out, and only at its place', async (t) => {
  const part = fc.oneof(fc.string(), fc.integer())
  fc.assert(
    fc.property(fc.string(), fc.array(part), fc.array(part), (plain, row, other) => {
      const box = before.encrypt(plain, place(...row))
      const opens = after.decrypt(box, place(...row)).toString() === Buffer.from(plain).toString()
      if (JSON.stringify(row) === JSON.stringify(other)) return opens
      try {
        after.decrypt(box, place(...other))
        return false
      } catch (error) {
        return opens && error instanceof SealBroken
      }
    }),
  )
  const box = before.encrypt('13800000000', place('case-1', 1))
  t.throws(() => before.decrypt(box, place('case-1', 2)), SealBroken, 'another party')
  t.throws(() => before.decrypt(box, place('case-2', 1)), SealBroken, 'another case')
  t.throws(() => before.decrypt(box, { ...place('case-1', 1), column: 'id_number_encrypted' }), SealBroken)
  t.throws(() => before.decrypt(box, { ...place('case-1', 1), table: 'staff' }), SealBroken)
  t.throws(() => before.decrypt(box, place('case-1,1')), SealBroken, 'parts of a row do not run together')
  t.throws(() => before.decrypt(after.encrypt('x', place('c')), place('c')), /an unknown key/)
  t.notOk(box.includes('13800000000'))
})

t.test('every altered byte and every shortened box is told, in words that name no value', async (t) => {
  const at = place('case-1', 1)
  const box = before.encrypt('13800000000', at)
  for (let index = 0; index < box.length; index += 1) {
    const altered = Buffer.from(box)
    altered[index] = (altered[index] ?? 0) ^ 1
    t.throws(() => before.decrypt(altered, at), SealBroken, `byte ${index}`)
    t.throws(() => before.decrypt(box.subarray(0, index), at), SealBroken, `${index} bytes`)
  }
  try {
    before.decrypt(box, place('case-1', 2))
  } catch (error) {
    t.equal((error as Error).message, 'case_parties.mobile_encrypted: altered, or moved here from elsewhere')
  }
})

t.test('boxes of the first format are read where they stood, and are no way around the second', async (t) => {
  const at = place('case-1', 1)
  const first = firstFormatBox(old, '13800000000', 'case-1/mobile')
  t.equal(after.decrypt(first, at).toString(), '13800000000')
  t.notOk(before.isCurrent(first), 'to be written again')
  t.ok(before.isCurrent(before.encrypt('x', at)))
  t.notOk(after.isCurrent(before.encrypt('x', at)), 'so is one under an old key')
  t.throws(() => after.decrypt(first, place('case-2', 1)), SealBroken)
  const { formerly: _, ...newPlace } = at
  t.throws(() => after.decrypt(first, newPlace), SealBroken, 'where the first format wrote nothing')
  const second = before.encrypt('13800000000', at)
  t.throws(() => before.decrypt(second.subarray(1), at), SealBroken, 'the new one shown as an old one')
  t.throws(() => before.decrypt(Buffer.concat([Buffer.from([0x82]), first]), at), SealBroken, 'and back')
  const retired = createEncryption([{ id: 'b', key: randomBytes(32) }], blind)
  t.throws(() => retired.decrypt(first, at), /an unknown key/, 'none is left once its key is taken out')
})

t.test('a stream that stood elsewhere gives not one byte', async (t) => {
  const at = place('hash-1')
  for (const size of [0, 1, 11, 65_535, 65_536, 65_537, 200_000]) {
    const plain = randomBytes(size)
    const stored = await sealed(before, plain, at)
    t.ok((await opened(after, stored, at)).equals(plain), `${size} bytes`)
    await t.rejects(after.decryptStream(access(stored), stored.length, place('hash-2')), SealBroken)
    t.ok((await opened(after, firstFormatFile(old, plain), { ...at, formerly: 'file' })).equals(plain))
  }
  const stored = await sealed(before, randomBytes(150_000), at)
  for (const index of [0, 1, 70_000, stored.length - 100, stored.length - 3, stored.length - 1]) {
    const altered = Buffer.from(stored)
    altered[index] = (altered[index] ?? 0) ^ 1
    await t.rejects(opened(before, altered, at), `byte ${index}`)
    await t.rejects(opened(before, stored.subarray(0, index), at), `${index} bytes`)
  }
  const { current } = await after.decryptStream(access(stored), stored.length, at)
  t.notOk(current, 'under the old key')
})

t.test('the blind index, and keys as settings have them', async (t) => {
  const index = (kind: string, value: string) => before.blindIndex(kind, value)
  t.ok(index('idNumber', ' 11010519491231002x ').equals(index('idNumber', '11010519491231002X')))
  t.notOk(index('idNumber', '1').equals(index('mobile', '1')))
  t.equal(parseEncryptionKeys('a:short'), 'key a must have 32 bytes')
  const text = ['a', 'b'].map((id) => `${id}:${randomBytes(32).toString('base64')}`).join()
  t.equal((parseEncryptionKeys(text) as []).length, 2)
})
