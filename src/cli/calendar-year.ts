import { readFileSync } from 'node:fs'

/** What a table of days does not say itself. */
export interface YearOptions {
  mode?: string
  calendar?: string
  year?: string
  status?: string
  notice?: string
  confirmed?: boolean
  language?: string
}

interface Found {
  message: string
  code?: string
}
interface YearAnswer {
  year?: { calendar: string; year: number; status: string; workingDays: number; days: object[] }
  moved: {
    caseNo?: string
    owner?: { kind: string; no: string }
    clock: string
    from?: string
    to?: string
  }[]
  movedCount: number
  movedElsewhere: number
  warnings?: Found[]
}

const MODES = ['all', 'preview']

/**
 * The days of a year of a calendar out of a table (日历年度 CSV 导入), through the service, which judges them; in mode preview
 * the clocks that would move, and nothing is written. What is wrong is told by the line of the file.
 */
export async function importYear(
  file: string,
  { url, token, ...options }: YearOptions & { url: string; token: string },
): Promise<void> {
  const { mode = 'all', calendar = 'CN', year, status, notice, confirmed, language = 'zh' } = options
  if (!MODES.includes(mode)) throw new Error(`--mode: of a table one of ${MODES.join(', ')}`)
  if (year === undefined) throw new Error('--year YYYY: whose days the table holds (哪一年)')
  if (status === undefined) throw new Error('--status: OFFICIAL or PROVISIONAL (正式、暂定)')
  const csv = readFileSync(file, 'utf8')
  const isPreview = mode === 'preview'
  const path = `/v1/calendars/${encodeURIComponent(calendar)}/years/${encodeURIComponent(year)}`
  const headers = { authorization: `Bearer ${token}`, 'accept-language': language }
  // What somebody else wrote since then is not overwritten.
  const before = await fetch(new URL(path, url), { headers })
  const guard = { 'if-match': before.headers.get('etag') ?? '*', 'content-type': 'application/json' }
  const response = await fetch(new URL(`${path}${isPreview ? '?preview=true' : ''}`, url), {
    method: 'PUT',
    headers: { ...headers, ...guard },
    body: JSON.stringify({
      status,
      csv,
      ...(notice ? { noticeNo: notice } : {}),
      ...(confirmed ? { confirmed } : {}),
    }),
  })
  const answer = await response.json()
  if (response.ok) return tellYear(file, answer as YearAnswer)
  const { errors, detail, title, code } = answer as Record<string, string> & { errors?: Found[] }
  process.exitCode = 1
  for (const { message, code: rule = '' } of errors ?? [{ message: detail ?? title ?? '', code }])
    process.stdout.write(`${file}: ${rule} ${message}\n`)
  process.stderr.write(`${calendar} ${year}: refused (${response.status}), nothing written\n`)
}

function tellYear(
  file: string,
  { year, moved, movedCount, movedElsewhere, warnings = [] }: YearAnswer,
): void {
  for (const { message, code = '' } of warnings) process.stdout.write(`${file}: warning ${code} ${message}\n`)
  for (const { caseNo, owner, clock, from = '-', to = '-' } of moved)
    process.stdout.write(`${caseNo ?? `${owner?.kind} ${owner?.no}`} ${clock} ${from} -> ${to}\n`)
  const clocks = `${movedCount} clocks move, ${movedElsewhere} of them out of reach`
  process.stderr.write(
    year === undefined
      ? `preview, nothing written: ${clocks}\n`
      : `${year.calendar} ${year.year}: ${year.status}, ${year.days.length} days, ${year.workingDays} working days; ${clocks}\n`,
  )
}
