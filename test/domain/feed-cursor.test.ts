import t from 'tap'
import { chainHash, chainHashes, GENESIS_HASH } from '../../src/features/exchange/feed-chain.js'
import { readCursor, writeCursor } from '../../src/features/exchange/feed-cursor.js'

const key = Buffer.alloc(32, 7)
const place = {
  epoch: '6f1c2a34-0000-4abc-9def-0123456789ab',
  position: 2 ** 40 + 5,
  hash: chainHash(GENESIS_HASH, '{"a":1}'),
}

t.test('a cursor gives back the place it was written for', async (t) => {
  const cursor = writeCursor(place, key)
  t.match(cursor, /^[\w-]{98}$/, 'fits a query string as it is')
  t.strictSame(readCursor(cursor, key), place)
})

t.test('a cursor that was changed anywhere, or sealed with another key, is not one', async (t) => {
  const cursor = writeCursor(place, key)
  for (let at = 0; at < cursor.length; at++) {
    const other = cursor[at] === 'A' ? 'B' : 'A'
    t.equal(readCursor(cursor.slice(0, at) + other + cursor.slice(at + 1), key), undefined, `character ${at}`)
  }
  t.equal(readCursor(cursor, Buffer.alloc(32, 8)), undefined)
  for (const text of ['', 'abc', `${cursor}=`, `${cursor}A`, ` ${cursor}`, cursor.slice(0, -1), '游标'])
    t.equal(readCursor(text, key), undefined, text)
})

t.test('the chain: SHA-256 of the previous hash and the bytes of the event', async (t) => {
  // echo -n 32 zero bytes ‖ {"name":"乐山"} | sha256sum
  t.equal(
    chainHash(GENESIS_HASH, '{"name":"乐山"}').toString('hex'),
    '22030733a9abbfbac312b93106242f99edc943a797c16758c4335bdd4abbdb33',
  )
  const [first, second] = chainHashes(GENESIS_HASH, ['{"a":1}', '{"a":2}'])
  t.strictSame(first, place.hash)
  t.strictSame(second, chainHash(place.hash, '{"a":2}'))
  t.strictSame(chainHashes(GENESIS_HASH, []), [])
})
