import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { generatedPages } from '../../src/cli/docs.js'
import { packageRoot } from '../../src/shared/package-root.js'

t.test('the pages show what the code says (npm run cli -- docs)', async (t) => {
  const pages = generatedPages()
  t.ok(pages.size > 1)
  for (const [path, text] of pages) t.equal(readFileSync(join(packageRoot, path), 'utf8'), text, path)
})

t.test('every link within the docs leads somewhere', async (t) => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync(join(packageRoot, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.md'))
      .map((path) => join('docs', path)),
  ]
  let links = 0
  for (const page of pages) {
    const text = readFileSync(join(packageRoot, page), 'utf8')
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|#)/.test(target)) continue
      links += 1
      const [path = '', anchor] = target.split('#')
      const file = join(packageRoot, dirname(page), path)
      t.ok(existsSync(file), `${page} → ${target}`)
      if (anchor === undefined || !file.endsWith('.md')) continue
      const anchors = [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replace(/[^\p{L}\p{N} -]/gu, '')
          .replaceAll(' ', '-'),
      )
      t.ok(anchors.includes(anchor), `${page} → ${target}`)
    }
  }
  t.ok(links > 20, `${links} links`)
})

/** Without what the code draws and without blocks: those are compared by themselves. */
const prose = (page: string): string =>
  page.replace(/<!-- generated: [\s\S]*?<!-- end: \w+ -->/g, '').replace(/```[\s\S]*?```/g, '')
/** What both languages write alike: names of the contract, between backquotes. */
const namesIn = (page: string): string[] =>
  [...new Set([...prose(page).matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name))].sort()
const headingsOf = (page: string): number[] =>
  [...prose(page).matchAll(/^(#+) /gm)].map(([, marks = '']) => marks.length)
const blocksOf = (page: string): string[] => page.match(/```[\s\S]*?```/g) ?? []

t.test('what stands in English stands in Chinese beside it', async (t) => {
  const chinese = readdirSync(join(packageRoot, 'docs', 'zh')).map((name) => [
    `docs/${name}`,
    `docs/zh/${name}`,
  ])
  for (const [english = '', other = ''] of [['README.md', 'README.zh.md'], ...chinese]) {
    const [en, zh] = [english, other].map((path) => readFileSync(join(packageRoot, path), 'utf8'))
    if (en === undefined || zh === undefined) throw new Error('unreadable')
    t.match(
      prose(zh),
      /[\u4e00-\u9fff]{500}|(?:[\u4e00-\u9fff][^\u4e00-\u9fff]*){300}/,
      `${other} is Chinese`,
    )
    t.same(headingsOf(zh), headingsOf(en), `${other}: the headings of ${english}`)
    t.same(blocksOf(zh), blocksOf(en), `${other}: the blocks of ${english}`)
    t.same(namesIn(zh), namesIn(en), `${other}: the names of ${english}`)
  }
  t.ok(chinese.length >= 3)
})

t.test('every runtime dependency has its reason', async (t) => {
  const { dependencies } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const reasons = readFileSync(join(packageRoot, 'docs', 'adr', '007-dependencies.md'), 'utf8')
  for (const name of Object.keys(dependencies)) t.match(reasons, name)
})
