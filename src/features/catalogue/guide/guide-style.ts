import type { GuideLayout } from './guide-labels.js'

const COMMON = `
*{box-sizing:border-box}
body{margin:0 auto;color:#16202a;background:#fff;line-height:1.5;overflow-wrap:anywhere;
 font-family:"Noto Sans CJK SC","Source Han Sans SC","Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;counter-reset:block}
:lang(en) body{font-family:"Noto Sans","Segoe UI","Helvetica Neue",Arial,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
header{display:flex;gap:1em;align-items:flex-start;border-bottom:3px solid #1f4e79;padding-bottom:.6em}
header>div{flex:1;min-width:0}
h1{font-size:1.55em;line-height:1.25;margin:0 0 .2em}
h2{font-size:1.15em;margin:1.3em 0 .5em;padding:.2em .5em;border-left:.35em solid #1f4e79;background:#eaf1f8;counter-increment:block}
h2::before{content:counter(block) ". "}
h3{font-size:1em;margin:.8em 0 .3em}
p,ol,ul,dl{margin:.4em 0}
ol,ul{padding-left:1.8em}
small{display:block;font-size:.85em;color:#3d4a57}
li>small{display:inline}
blockquote{margin:.3em 0;padding-left:.8em;border-left:2px solid #9db4c8;white-space:pre-line}
table{width:100%;border-collapse:collapse;table-layout:fixed;margin:.5em 0}
th,td{border:1px solid #8fa3b5;padding:.35em .45em;text-align:left;vertical-align:top}
th{background:#eaf1f8}
dd{margin:0}
.facts>div,.limits>div{display:flex;gap:.8em;padding:.15em 0}
.facts dt,.limits dt{flex:0 0 8em;color:#3d4a57}
.facts dd,.limits dd{flex:1;min-width:0}
.faqs dt{font-weight:bold}
.faqs dd{margin:0 0 .5em;white-space:pre-line}
a{color:#0b4f8a}
.notice{border:2px solid #9c2b1e;color:#7a1d12;background:#fdf1ef;padding:.5em .8em;font-weight:bold}
figure{margin:0;text-align:center}
figcaption{font-size:.75em}
.qr{display:block;width:100%;height:auto}
.steps{display:block;width:100%;height:auto;margin:.5em 0}
.steps rect{fill:#f5f8fc;stroke:#1f4e79;stroke-width:1.2}
.steps text{fill:#16202a}
.steps .arrow{fill:none;stroke:#1f4e79;stroke-width:1.5}
.steps marker path{fill:#1f4e79}
.print{display:none}
nav{margin-top:.3em}
nav a{margin-right:1em}
@media print{nav{display:none}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`

/** Columns of the tables, in percent of the width. */
const columns = (name: string, widths: number[]): string =>
  widths.map((width, index) => `.${name} th:nth-child(${index + 1}){width:${width}%}`).join('')

const STYLES: Record<GuideLayout, string> = {
  a4: `@page{size:A4;margin:15mm}
body{max-width:180mm;padding:1em 0;font-size:10.5pt}
figure{flex:0 0 32mm}
table{font-size:.9em}
.files{margin-top:.2em}
.files a{display:block}
section{break-inside:auto}
h2,h3{break-after:avoid}
tr,.steps,.facts>div,.limits>div,li{break-inside:avoid}
thead{display:table-header-group}
@media screen and (max-width:182mm){body{padding:1em}}
@media print{body{padding:0;max-width:none}.print{display:inline;font-size:.85em}a{color:inherit;text-decoration:none}}
${columns('materials', [5, 25, 12, 10, 15, 19, 14])}${columns('thirds', [22, 48, 30])}${columns('quarters', [32, 14, 22, 32])}${columns('windows', [30, 20, 50])}`,
  kiosk: `body{max-width:1080px;padding:1em;font-size:clamp(20px,2.6vw,28px)}
header{flex-wrap:wrap}
figure{flex:0 0 11em;margin:0 auto}
header>div{flex:1 1 14em}
.files{display:flex;flex-wrap:wrap;gap:.5em;margin:.4em 0}
.files a,nav a{display:inline-block;padding:.45em .8em;border:2px solid #0b4f8a;border-radius:.4em;text-decoration:none}
.limits dd strong{font-size:1.2em}
.facts dt,.limits dt{flex-basis:7.5em}
${columns('materials', [58, 22, 20])}${columns('thirds', [28, 42, 30])}${columns('quarters', [32, 16, 22, 30])}${columns('windows', [66, 34])}`,
}

/** The style sheet of a guide's page: within the page, since it must ask nobody for anything. */
export const guideStyle = (layout: GuideLayout): string => COMMON + STYLES[layout]
