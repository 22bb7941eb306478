import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { statusDiagram } from '../features/workflow/diagrams.js'
import { packageRoot } from '../shared/package-root.js'
import { PROBLEM_CODES } from '../shared/problem-codes.js'

const API_PAGE = join(packageRoot, 'docs', 'api.md')

/** The parts of docs/api.md that are drawn from the code, between their marks. */
const PARTS: Record<string, () => string> = {
  statuses: () => `\`\`\`mermaid\n${statusDiagram()}\`\`\``,
  problems: () =>
    [
      '| Code | Status | Title | 名称 |',
      '|---|---|---|---|',
      ...Object.entries(PROBLEM_CODES).map(
        ([code, { status, title }]) => `| \`${code}\` | ${status} | ${title.en} | ${title.zh} |`,
      ),
    ].join('\n'),
}

/** docs/api.md with its generated parts renewed. */
export function apiPage(): string {
  return Object.entries(PARTS).reduce(
    (page, [name, make]) => {
      const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`]
      const [before, rest = ''] = page.split(start)
      return `${before}${start}\n${make()}\n${end}${rest.split(end)[1] ?? ''}`
    },
    readFileSync(API_PAGE, 'utf8'),
  )
}

export function docsCommand(): void {
  writeFileSync(API_PAGE, apiPage())
  process.stdout.write('docs/api.md written\n')
}
