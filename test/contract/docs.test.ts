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

t.test('every runtime dependency has its reason', async (t) => {
  const { dependencies } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const reasons = readFileSync(join(packageRoot, 'docs', 'adr', '007-dependencies.md'), 'utf8')
  for (const name of Object.keys(dependencies)) t.match(reasons, name)
})
