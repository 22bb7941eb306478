import { unzipSync } from 'fflate'
import t from 'tap'
import { namedFiles } from '../../src/features/catalogue/item-files.js'
import { inspect } from '../../src/features/files/inspection/inspect.js'
import { plainBytesOf } from '../../src/features/files/inspection/plain-bytes.js'
import { SAMPLE_FILES, SAMPLE_ITEMS } from '../helpers/sample.js'

t.test('the sample files are what they say, and every file that a sample item names is there', async (t) => {
  for (const { bytes, mediaType, name } of SAMPLE_FILES) {
    t.equal(await inspect(plainBytesOf(bytes)), mediaType, name)
    const document = Buffer.from(unzipSync(bytes)['word/document.xml'] ?? []).toString()
    t.match(document, '乐山市住房公积金支取使用审批表')
    t.equal(document.includes('张三'), name.includes('示例'), 'only the sample is filled in')
  }
  const there = new Set(SAMPLE_FILES.map(({ fileId }) => fileId))
  const named = SAMPLE_ITEMS.flatMap(namedFiles)
  t.ok(named.length >= 2)
  t.same(
    named.filter(({ fileId }) => !there.has(fileId)),
    [],
  )
})
