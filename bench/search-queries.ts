export interface BenchQuery {
  name: string
  path: string
  /** Counted by itself and not in the mix: a page asks for it once, not with each key. */
  beside?: true
}

const TOWN = '512108110000'
const COUNTY = '512108'

const items = (name: string, query: Record<string, string>): BenchQuery => ({
  name,
  path: `/v1/items?${new URLSearchParams(query)}`,
})
const all = (name: string, query: Record<string, string>): BenchQuery => ({
  name,
  path: `/v1/search?${new URLSearchParams(query)}`,
})
const suggest = (q: string): BenchQuery => ({
  name: `suggestions ${q}`,
  path: `/v1/search/suggestions?${new URLSearchParams({ q })}`,
})

/** What people ask for: names, words of two characters, words that a third of all names have, pinyin, codes, places. */
export const QUERIES: readonly BenchQuery[] = [
  ...['食品经营许可', '住房公积金提取', '食品经营', '公积金', '身份证', '取水', '补贴', '登记', '许可'].map(
    (q) => items(`items ${q}`, { q }),
  ),
  items('items 驾驶证 换证 (two words)', { q: '驾驶证 换证' }),
  items('items 申请 (no name has it)', { q: '申请' }),
  items('items spjyxk (initials)', { q: 'spjyxk' }),
  items('items gjj (initials)', { q: 'gjj' }),
  items('items shipinjingying (pinyin)', { q: 'shipinjingying' }),
  items('items zhufanggongjijin (pinyin)', { q: 'zhufanggongjijin' }),
  items('items by a code', { q: 'bench00000012300' }),
  items('items by the beginning of a code', { q: 'bench0000001' }),
  items('items 食品经营许可 near a town', { q: '食品经营许可', near: TOWN }),
  items('items 许可 near a town', { q: '许可', near: TOWN }),
  items('items 登记 within a county', { q: '登记', division: COUNTY }),
  items('items 许可, type and audience', { q: '许可', type: '01', audience: '1' }),
  items('items without words', {}),
  items('items without words near a town', { near: TOWN }),
  all('all kinds 食品经营许可', { q: '食品经营许可' }),
  all('all kinds 公积金 near a town', { q: '公积金', near: TOWN }),
  all('all kinds 登记', { q: '登记' }),
  all('all kinds gjj', { q: 'gjj' }),
  all('variants 许可', { q: '许可', kind: 'variant' }),
  all('questions 需要带什么材料', { q: '需要带什么材料', kind: 'faq' }),
  all('public content 许可', { q: '许可', kind: 'content' }),
  suggest('食品'),
  suggest('公积'),
  suggest('spjy'),
  suggest('zhufang'),
  { ...items('items 公积金 with facets', { q: '公积金', facets: 'true' }), beside: true },
  { ...items('items 登记 with facets', { q: '登记', facets: 'true' }), beside: true },
]
