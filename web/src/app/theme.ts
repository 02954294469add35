import type { ThemeConfig } from 'antd'

/**
 * Every text colour here keeps at least 4.5:1 on the ground it is used on:
 * antd's own secondary, placeholder, link, error and tag colours do not.
 */
export const colours = {
  navy: '#0d2a5c',
  primary: '#1250b4',
  text: '#1a2230',
  secondary: '#4d5766',
  placeholder: '#66707f',
  border: '#cfd5de',
  page: '#eef1f6',
  error: '#b3201b',
  warning: '#855500',
  success: '#1b6b3a',
}

export const systemFonts =
  '"PingFang SC", "Hiragino Sans GB", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", system-ui, sans-serif'

export const theme: ThemeConfig = {
  token: {
    fontFamily: systemFonts,
    fontSize: 14,
    controlHeight: 32,
    borderRadius: 4,
    colorPrimary: colours.primary,
    colorInfo: colours.primary,
    colorLink: colours.primary,
    colorLinkHover: '#0c3c8a',
    colorError: colours.error,
    colorWarning: colours.warning,
    colorSuccess: colours.success,
    colorText: colours.text,
    colorTextSecondary: colours.secondary,
    colorTextTertiary: '#5a6473',
    colorTextDescription: '#5a6473',
    colorTextPlaceholder: colours.placeholder,
    colorTextQuaternary: colours.placeholder,
    colorBorder: colours.border,
    colorBorderSecondary: '#e3e7ee',
    colorBgLayout: colours.page,
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.16s',
  },
  components: {
    Button: { primaryShadow: 'none', dangerShadow: 'none', defaultShadow: 'none' },
    Drawer: { paddingLG: 20 },
    Tabs: { itemColor: colours.secondary, horizontalItemGutter: 20 },
    Segmented: { itemColor: '#3c4654', itemSelectedColor: colours.primary },
    Select: { optionSelectedBg: '#e3edfb' },
  },
}

/** For who asked the system for less motion: nothing waits for a movement to end. */
export const stillTheme: ThemeConfig = { ...theme, token: { ...theme.token, motion: false } }
