import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { t } from '@/texts'

/** Takes a list along as a workbook; href carries the list's own filters. */
export function ExportButton({ href, small }: { href: string; small?: boolean }) {
  return (
    <Button size={small ? 'small' : 'middle'} icon={<DownloadOutlined />} href={href} download>
      {t.table.exportXlsx}
    </Button>
  )
}
