import { catalogue } from "./language";

/** The sign-in page. */
export const login = catalogue({
  title: ["登录", "Sign in"],
  sentence: ["用自己的姓名登录，每次操作都记在本人名下。", "Sign in under your own name; everything done is recorded under it."],
  name: ["姓名", "Name"],
  password: ["密码", "Password"],
  enter: ["登录", "Sign in"],
  entering: ["正在登录…", "Signing in…"],
  farm: ["循环水养鱼监控", "Recirculating fish farm"],
  show: ["显示", "Show"],
  hide: ["隐藏", "Hide"],
});
