import type { Printed } from './page.js'
import { dayInWords } from './wording.js'

/** What the layout is given of a paper; pure: the same paper gives the same bytes. */
export function renderData({ sheet, officialNo, documentNo, code, standing }: Printed): string {
  const { dates, head = null, foot = null, ...rest } = sheet
  return JSON.stringify({
    ...rest,
    head,
    foot,
    no: officialNo ?? documentNo,
    issued: dayInWords(sheet.issuedOn),
    dates: dates.map(
      ({ label, date, provisional }) => `${label}：${dayInWords(date)}${provisional ? '（暂定）' : ''}`,
    ),
    state: standing.words ?? null,
    mark: standing.state === 'void' ? '作　废' : null,
    verification: `文书编号：${documentNo}${code === undefined ? '' : `　验证码：${code}`}`,
  })
}
