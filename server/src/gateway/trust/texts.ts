/** One device's way: a title and its steps. `code` in backticks. */
interface Way { title: string; steps: string[] }

export interface TrustTexts {
  lang: string
  other: { lang: string; name: string }
  title: string
  lead: string
  warning: { title: string; text: string[] }
  compare: { title: string; text: string; where: string; until: string }
  fetch: { title: string; crt: string; pem: string }
  install: string
  ways: Way[]
  after: string
  limit: string
}

const zh: TrustTexts = {
  lang: 'zh-CN',
  other: { lang: 'en', name: 'English' },
  title: '信任本站',
  lead: '手机和大屏只在受信任的 HTTPS 连接上提供定位、通知和设备密钥。本站用自己的证书颁发机构（CA）签发证书，每台设备安装一次即可。',
  warning: {
    title: '先看这里',
    text: [
      '设备还不信任本站，打开本页时浏览器会警告一次：选择“高级”“继续访问”，只为下载证书。',
      '在比对指纹一致之前，不要在本站输入密码。最好让管理员用 U 盘或内网共享交给你同一个文件，就不会出现警告。',
    ],
  },
  compare: {
    title: '比对指纹（SHA-256）',
    text: '请管理员通过电话或当面念出服务器上的指纹，与下面逐组比对。有一处不同就不要安装，并报告管理员。',
    where: '服务器启动时会显示指纹；也可在服务器上运行 `openssl x509 -noout -fingerprint -sha256 -in DATA_DIR/tls/authority.crt`。安装时设备显示的指纹也应相同。',
    until: '有效期至',
  },
  fetch: { title: '下载证书', crt: '证书文件 .crt（手机、Windows）', pem: '证书文件 .pem（Linux、浏览器一体机）' },
  install: '在设备上安装',
  ways: [
    {
      title: 'Windows', steps: [
        '打开下载的 .crt 文件，点“安装证书”。', '存储位置选“本地计算机”（需要管理员权限）。',
        '选“将所有的证书都放入下列存储”，浏览到“受信任的根证书颁发机构”，完成。', '关闭并重新打开浏览器。',
      ],
    },
    {
      title: '安卓 Android', steps: [
        '下载 .crt 文件。', '设置 › 安全（或“密码与安全”）› 更多安全设置 › 加密与凭据 › 安装证书 › CA 证书。', '看到提示选“仍然安装”，选择下载的文件。',
        '各厂商菜单名称略有不同，可在设置中搜索“证书”。手机须设有锁屏密码。',
      ],
    },
    {
      title: '苹果 iOS / iPadOS', steps: [
        '必须用 Safari 打开本页并下载 .crt，点“允许”。', '设置 › 已下载描述文件 › 安装。', '设置 › 通用 › 关于本机 › 证书信任设置，打开“Liandong site authority”的开关。缺了这一步不会生效。',
      ],
    },
    {
      title: '鸿蒙 HarmonyOS', steps: [
        '下载 .crt 文件。', '设置 › 隐私和安全（或“安全”）› 高级（或“更多安全设置”）› 证书与凭据（或“加密和凭据”）› 从存储设备安装 › CA 证书。', '选择下载的文件，按提示输入锁屏密码。',
      ],
    },
    {
      title: 'Chromium 大屏一体机（Linux）', steps: [
        '安装工具：`apt install libnss3-tools`。', '以运行浏览器的用户执行：`mkdir -p ~/.pki/nssdb`，再执行 `certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n liandong -i authority.pem`。',
        '重启浏览器。由 Windows 驱动的大屏按 Windows 的步骤做。',
      ],
    },
  ],
  after: '装好后关闭所有本站页面再打开：地址栏不再警告即成功。仍有警告时，检查地址是否是证书里的名称或 IP，以及设备的日期是否正确。',
  limit: '这个机构只能为本站的名称和内网地址签发证书，不能冒充其他网站；不再使用本站时，可在同一菜单中删除它。',
}

const en: TrustTexts = {
  lang: 'en',
  other: { lang: 'zh', name: '中文' },
  title: 'Trust this site',
  lead: 'Phones and walls give position, notifications and device keys to a page only over HTTPS that they trust. This site signs its certificate with an authority (CA) of its own; each device installs it once.',
  warning: {
    title: 'Before you begin',
    text: [
      'Your device doesn’t trust this site yet, so its browser warns once when it opens this page: choose “Advanced”, then “Continue”, for this download only.',
      'Type no password here before the fingerprints agree. Better still, have the administrator hand you the same file on a stick or a share: then there is no warning at all.',
    ],
  },
  compare: {
    title: 'Compare the fingerprint (SHA-256)',
    text: 'Have the administrator read the fingerprint on the server to you, by telephone or in person, and compare it group by group. If one differs, install nothing and report it.',
    where: 'The server says it when it starts; on the server, `openssl x509 -noout -fingerprint -sha256 -in DATA_DIR/tls/authority.crt` says it too. What the device shows while installing must be the same.',
    until: 'Valid until',
  },
  fetch: { title: 'Download the certificate', crt: 'Certificate .crt (phones, Windows)', pem: 'Certificate .pem (Linux, kiosks)' },
  install: 'Install it',
  ways: [
    {
      title: 'Windows', steps: [
        'Open the .crt file and choose “Install Certificate”.', 'Store location: “Local Machine” (needs an administrator).',
        '“Place all certificates in the following store”: browse to “Trusted Root Certification Authorities”, and finish.', 'Close the browser and open it again.',
      ],
    },
    {
      title: 'Android', steps: [
        'Download the .crt file.', 'Settings › Security & privacy › More security settings › Encryption & credentials › Install a certificate › CA certificate.', 'Choose “Install anyway” and the file.',
        'Makers name these menus differently: search the settings for “certificate”. The phone needs a screen lock.',
      ],
    },
    {
      title: 'iOS / iPadOS', steps: [
        'Open this page in Safari, download the .crt and choose “Allow”.', 'Settings › Profile Downloaded › Install.', 'Settings › General › About › Certificate Trust Settings: switch “Liandong site authority” on. Nothing works without this step.',
      ],
    },
    {
      title: 'HarmonyOS', steps: [
        'Download the .crt file.', 'Settings › Privacy & security (or Security) › Advanced (or More settings) › Certificates & credentials › Install from storage › CA certificate.', 'Choose the file and confirm with the screen lock.',
      ],
    },
    {
      title: 'Chromium kiosk (Linux)', steps: [
        'Install the tool: `apt install libnss3-tools`.', 'As the user the browser runs as: `mkdir -p ~/.pki/nssdb`, then `certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n liandong -i authority.pem`.',
        'Start the browser again. A wall driven by Windows follows the steps for Windows.',
      ],
    },
  ],
  after: 'Afterwards close all pages of this site and open it again: it worked when the address bar no longer warns. If it still does, check that the address is a name or IP of the certificate and that the device’s date is right.',
  limit: 'This authority can sign for the names of this site and for private networks only; it can’t pose as any other site. When you no longer need it, remove it in the same menu.',
}

export const TRUST_TEXTS = { zh, en }
export type TrustLang = keyof typeof TRUST_TEXTS
