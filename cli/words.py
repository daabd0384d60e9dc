"""What alerts are called on screen."""

EVENT_WORDS = {
    "published": "已公布",
    "published_late": "迟公布",
    "due_soon": "即将到期",
    "overdue": "逾期未公布",
    "revised": "已修改",
    "withdrawn": "已撤下",
    "backdated": "日期存疑",
    "incomplete": "内容待核",
    "copied": "雷同待核",
    "column_broken": "栏目异常",
    "unverified": "未能核实",
    "run_failed": "任务失败",
    "run_missing": "任务未运行",
    "storm": "网络异常",
    "channel_disabled": "渠道停用",
}
