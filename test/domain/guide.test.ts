import t from 'tap'
import { makeGuide } from '../../src/features/catalogue/guide/guide.js'
import { guidePage } from '../../src/features/catalogue/guide/guide-page.js'
import { countInWords, limitInWords } from '../../src/features/catalogue/guide/guide-words.js'
import { procedurePicture } from '../../src/features/catalogue/guide/procedure-picture.js'
import { publicPage } from '../../src/features/catalogue/guide/public-page.js'
import { textLines } from '../../src/features/catalogue/guide/text-lines.js'
import type { Language } from '../../src/shared/text.js'
import { CHECK_CONTEXT } from '../helpers/checks.js'
import { fullItem } from '../helpers/full-item.js'
import { foodBusinessLicence, SAMPLE_ITEMS } from '../helpers/sample.js'

const FACTS = {
  dictionaries: CHECK_CONTEXT.dictionaries,
  version: 3,
  effectiveFrom: '2026-01-01',
  organ: { name: '公积金中心', nameEn: 'Fund' },
}
const KEYS = [
  'name',
  'legalBasis',
  'conditions',
  'materials',
  'procedure',
  'limit',
  'fees',
  'windowAuthority',
]

t.test('the guide of every sample item has the eight disclosures in their order', async (t) => {
  for (const item of SAMPLE_ITEMS) {
    for (const language of ['zh', 'en'] as const) {
      const { blocks } = makeGuide(item, FACTS, language)
      t.same(
        blocks.map((block) => block.key),
        KEYS,
      )
      t.ok(
        blocks.every((block) => block.lines.length > 0),
        item.name,
      )
    }
  }
})

t.test('everything that a document tells is in the guide, structured and in words', async (t) => {
  const guide = makeGuide(fullItem('甲'), FACTS, 'zh')
  t.match(guide, { name: '名称 甲', version: 3, effectiveFrom: '2026-01-01', organ: '公积金中心' })
  const [name, , conditions, materials, procedure, limit, fees, authority] = guide.blocks
  t.match(
    name?.facts?.map(({ title }) => title),
    ['实施编码', '实施主体', '事项类型', '办件类型', '服务对象', '版本', '施行日期'],
  )
  const above = { ...FACTS, deciders: [{ name: '省公积金中心', nameEn: 'Fund above' }, { name: '部' }] }
  t.match(makeGuide(fullItem('甲'), above, 'zh').blocks[0]?.facts?.[2], {
    key: 'deciders',
    title: '决定机关（本机关初审后转报）',
    text: '省公积金中心，部',
  })
  t.same(conditions?.conditions, ['条件一 甲', '条件二 甲', '数量限制：数量 甲'])
  t.match(materials?.materials?.[2], {
    materialCode: 'purchase-contract',
    count: '原件1份，复印件1份',
    necessityTitle: '必要',
    formatTitle: '纸质',
    sourceTitle: '申请人自备',
    acceptanceStandard: '标准 甲',
    situations: [{ key: 'bank-loan-first', title: '银行贷款第一次支取' }],
  })
  t.equal(materials?.materials?.[7]?.reason, '因为由他人代办')
  t.match(procedure?.steps?.[0], {
    number: 1,
    title: '受理甲',
    role: '人员甲',
    limit: '一日甲',
    stageTitle: '审查',
  })
  t.match(limit?.limits, [
    { kind: 'promised', amount: 0, text: '即办（当场办结）' },
    { kind: 'statutory', amount: 3, text: '3日', basis: '《住房公积金管理条例》第二十五条' },
  ])
  t.match(fees, { charged: true, fees: [{ standard: '十元 甲', reductionBasis: '减免 甲' }] })
  t.match(authority?.windows, [
    { name: '窗口 甲', telephone: '0833-1234567', authority: 'decides', authorityTitle: '可当场决定' },
    { name: '乡镇窗口 甲', authorityTitle: '咨询' },
  ])
  t.match(authority?.channels, [{ kind: 'consultation' }, { kind: 'complaint', title: '监督投诉' }])
  t.ok(authority?.lines.includes('窗口 甲，可当场决定，地址 甲，时间 甲，0833-1234567'))
  const english = makeGuide(fullItem('甲'), FACTS, 'en')
  t.match(english, { name: 'Name 甲', organ: 'Fund' })
  t.match(english.blocks[3]?.materials?.[2], {
    name: 'Material 甲',
    count: '1 original, 1 copy',
    sourceTitle: 'from the applicant',
  })
  t.match(english.blocks[7]?.windows?.[1], { name: '乡镇窗口 甲', authorityTitle: 'gives advice' })
})

t.test('a special procedure is called by its name, not by its code', async (t) => {
  for (const [language, title] of [
    ['zh', '专家评审'],
    ['en', 'expert review'],
  ] as const) {
    const listed = [{ kind: 'expertReview', days: 10, basis: '有关规定' }]
    const guide = makeGuide({ ...foodBusinessLicence, specialProcedures: listed }, FACTS, language)
    t.match(guide.blocks[5]?.specialProcedures, [{ kind: 'expertReview', title, days: 10 }])
    t.match(guide.blocks[5]?.lines.at(-1), title)
    const page = guidePage(guide, { language, layout: 'a4', address: undefined, chineseName: '' })
    t.match(page, title)
    t.notMatch(page, 'expertReview')
  }
})

t.test('a guide says when nobody can apply any more', async (t) => {
  const pageOf = (state: 'IN_USE' | 'SUSPENDED' | 'RETIRED', language: Language) => {
    const guide = makeGuide(foodBusinessLicence, { ...FACTS, state }, language)
    t.equal(guide.state, state)
    return guidePage(guide, { language, layout: 'kiosk', address: undefined, chineseName: '' })
  }
  t.notMatch(pageOf('IN_USE', 'zh'), 'role="status"')
  t.match(pageOf('SUSPENDED', 'zh'), /role="status">[^<]*暂停/)
  t.match(pageOf('SUSPENDED', 'en'), /role="status">[^<]*suspended/)
  t.match(pageOf('RETIRED', 'zh'), /role="status">[^<]*取消/)
  t.match(pageOf('RETIRED', 'en'), /role="status">[^<]*no longer/)
})

t.test('limits and counts in words', async (t) => {
  t.equal(limitInWords({ amount: 1, unit: 'workingDay' }, 'en'), '1 working day')
  t.equal(limitInWords({ amount: 20, unit: 'workingDay' }, 'zh'), '20个工作日')
  t.equal(limitInWords({ amount: 0, unit: 'workingDay' }, 'en'), 'on the spot')
  t.equal(countInWords(2, 0, 'en'), '2 originals')
  t.equal(countInWords(0, 3, 'zh'), '复印件3份')
  t.equal(countInWords(0, 0, 'zh'), '无需递交')
})

t.test('no text of the catalogue becomes markup, in any place', async (t) => {
  const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(2)></svg></style>&`
  const names = (page: string) => [...new Set(page.match(/<\/?[a-zA-Z][a-zA-Z0-9]*/g))].sort()
  for (const language of ['zh', 'en'] as Language[]) {
    for (const layout of ['a4', 'kiosk'] as const) {
      const page = (word: string) => {
        const options = {
          language,
          layout,
          address: `https://example.org/${encodeURIComponent(word)}`,
          chineseName: word,
        }
        const organ = { name: word, nameEn: word }
        return guidePage(makeGuide(fullItem(word), { ...FACTS, organ }, language), options)
      }
      t.same(names(page(hostile)), names(page('harmless words')), 'no other elements')
      t.notMatch(page(hostile), /<[^>]*\son\w+=/, 'no handlers')
      t.match(page(hostile), '&lt;script&gt;')
      for (const key of KEYS) t.match(page('甲'), `<section id="${key}">`)
    }
  }
})

t.test('the picture has a box per step, and arrows between them', async (t) => {
  const steps = makeGuide(fullItem('甲'), FACTS, 'zh').blocks[4]?.steps ?? []
  for (const layout of ['a4', 'kiosk'] as const) {
    const picture = procedurePicture(steps, layout, 'zh')
    t.equal(picture.match(/<g class="step">/g)?.length, 4)
    t.equal(picture.match(/class="arrow"/g)?.length, 3)
    t.match(picture, '<title id="steps-title">办理流程图</title>')
    t.match(picture, '1. 受理甲, 审查, 人员甲, 时限：一日甲 → 2. 审查甲')
  }
  t.match(procedurePicture([], 'a4', 'en'), 'viewBox="0 0 680 1"', 'nothing to draw is no error')
})

t.test('text is broken as Chinese and as English is', async (t) => {
  t.same(textLines('窗口受理，审查。', 50, 10), ['窗口受理，', '审查。'], 'no line begins with a mark')
  t.same(textLines('见《办法》', 20, 10), ['见', '《办', '法》'], 'and none ends with an opening one')
  t.same(textLines('one two three', 60, 10), ['one two', 'three'])
  t.same(textLines('abcdefghijkl', 40, 10), ['abcdef', 'ghijkl'], 'a word longer than the line is cut')
  t.same(textLines('  ', 40, 10), [])
  t.same(textLines('长', 5, 10), ['长'], 'one character is a line, however narrow it is')
})

t.test('the address of the public page', async (t) => {
  const asked = { protocol: 'https', host: 'yichuang.example:8443' }
  t.equal(publicPage(undefined, asked, 'A/1'), 'https://yichuang.example:8443/v1/items/A%2F1/guide')
  t.equal(publicPage('https://a.example/zw/', asked, 'A1'), 'https://a.example/zw/v1/items/A1/guide')
  t.equal(publicPage('https://a.example/item?code={itemCode}', asked, 'A1'), 'https://a.example/item?code=A1')
  for (const host of ['evil"><script>', 'a b', 'user@host', 'host/path', '', 'x'.repeat(300)])
    t.equal(publicPage(undefined, { protocol: 'http', host }, 'A1'), undefined, host)
  t.equal(
    publicPage(undefined, { protocol: 'http', host: '[::1]:3000' }, 'A1'),
    'http://[::1]:3000/v1/items/A1/guide',
  )
})
