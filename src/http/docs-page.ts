import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../shared/package-root.js'
import { ROLE_NAMES, ROLES } from '../shared/roles.js'

const asset = (name: string): string => readFileSync(join(packageRoot, 'assets', name), 'utf8')

/** What the page at /docs has beside Swagger UI; the choice of a role only where somebody hands out tokens. */
export function docsTheme(signIn: boolean) {
  const roles = signIn ? ROLE_NAMES.map((role) => ({ role, ...ROLES[role] })) : []
  return {
    title: '一窗 Yichuang',
    css: [{ filename: 'docs-page.css', content: asset('docs-page.css') }],
    js: [
      { filename: 'docs-settings.js', content: `window.yichuangDocs = ${JSON.stringify({ roles })}\n` },
      { filename: 'docs-page.js', content: asset('docs-page.js') },
    ],
  }
}
