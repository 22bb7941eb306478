import { qrCode } from '../catalogue/guide/qr-code.js'
import type { Printed } from './page.js'
import { dayInWords } from './wording.js'

/** What the layout is given of a paper; pure: the same paper gives the same bytes. */
export function renderData({
  sheet,
  officialNo,
  documentNo,
  code,
  verifyAt,
  specimen,
  standing,
}: Printed): string {
  const {
    dates,
    head = null,
    foot = null,
    actedBy = null,
    addressedTo = null,
    signatures = [],
    facts = null,
    ...rest
  } = sheet
  const voided = standing.state === 'void' ? '作　废' : null
  return JSON.stringify({
    ...rest,
    head,
    foot,
    actedBy,
    addressedTo,
    signatures,
    facts: facts?.map(([name, value]) => [`${name}：`, value]) ?? null,
    no: officialNo ?? documentNo,
    issued: dayInWords(sheet.issuedOn),
    dates: dates.map(
      ({ label, date, provisional }) => `${label}：${dayInWords(date)}${provisional ? '（暂定）' : ''}`,
    ),
    state: standing.words ?? null,
    mark: specimen ? '样　张' : voided,
    qr: verifyAt === undefined ? null : qrCode(verifyAt, '扫码核验'),
    verification: `文书编号：${documentNo}${code === undefined ? '' : `　验证码：${code}`}`,
  })
}
