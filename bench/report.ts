import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../src/shared/package-root.js'
import type { Line } from './measure.js'

const PAGE = join(packageRoot, 'docs', 'performance.md')

const whole = (value: number): string => Math.round(value).toLocaleString('en-US')

/** The table as Markdown, which reads as well on a terminal. */
export function tableOf(lines: readonly Line[]): string {
  const rows = lines.map((line) => [
    line.operation,
    String(line.connections),
    whole(line.perSecond),
    `${line.p50}`,
    `${line.p99}`,
    line.pgbenchPerSecond === undefined ? '–' : whole(line.pgbenchPerSecond),
    line.pgbenchPerSecond === undefined ? '–' : (line.perSecond / line.pgbenchPerSecond).toFixed(2),
    String(line.statements),
    String(line.errors),
  ])
  const head = [
    'Operation',
    'Connections',
    'Service /s',
    'p50 ms',
    'p99 ms',
    'pgbench /s',
    'Ratio',
    'Statements',
    'Errors',
  ]
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const shown = (cells: string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [shown(head), rule, ...rows.map(shown)].join('\n')
}

/** What it was measured on: figures of two machines cannot be compared, ratios can. */
export function machineOf(facts: Record<string, string>): string {
  const processor = `${cpus().length} × ${cpus()[0]?.model.trim() || process.arch}, ${Math.round(totalmem() / 2 ** 30)} GiB`
  const known = {
    Machine: processor,
    Node: process.version,
    ...facts,
    Measured: new Date().toISOString().slice(0, 10),
  }
  return Object.entries(known)
    .map(([name, value]) => `${name}: ${value}`)
    .join(' · ')
}

/** Puts the figures into docs/performance.md, between their marks. */
export const writePage = (machine: string, lines: readonly Line[]): void =>
  writeBlock('measured', `${machine}\n\n${tableOf(lines)}`)

/** Replaces what stands between two marks of docs/performance.md. */
export function writeBlock(mark: string, text: string): void {
  const [start, end] = [`<!-- ${mark} -->`, `<!-- end: ${mark} -->`]
  const page = readFileSync(PAGE, 'utf8')
  const [before = '', rest] = page.split(start)
  const after = rest?.split(end)[1]
  if (after === undefined) throw new Error(`docs/performance.md has no ${start}`)
  writeFileSync(PAGE, `${before}${start}\n${text}\n${end}${after}`)
}
