import { create } from 'qrcode'
import { escapeHtml } from '../../../shared/html.js'

/** Light modules around a code; readers need four. */
const QUIET = 4

/** An address as a QR code (二维码), drawn as one path. */
export function qrCode(address: string, title: string): string {
  const { modules } = create(address, { errorCorrectionLevel: 'M' })
  const { size } = modules
  const runs: string[] = []
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (modules.get(y, x) === 0) continue
      const start = x
      while (x + 1 < size && modules.get(y, x + 1) !== 0) x += 1
      const length = x - start + 1
      runs.push(`M${start + QUIET} ${y + QUIET}h${length}v1h-${length}z`)
    }
  }
  const side = size + 2 * QUIET
  return `<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 ${side} ${side}" role="img" aria-label="${escapeHtml(title)}" shape-rendering="crispEdges"><rect width="${side}" height="${side}" fill="#fff"/><path fill="#000" d="${runs.join('')}"/></svg>`
}
