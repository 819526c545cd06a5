"""How the API says no: a status, a stable code, what happened and what to do.

It refuses to know when; no text of an exception ever leaves through here.
"""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from dashboard.api_models import Failure
from farm.words import Words
from records.durable import StorageFault


class Refused(Exception):
    """A request that was not done, as the person who made it should read it."""

    def __init__(
        self, status: int, code: str, text: Words, do: Words, retry_after_s: int | None = None
    ) -> None:
        """`status`: of HTTP; `code`: stable, for programs."""
        self.status, self.retry_after_s = status, retry_after_s
        self.failure = Failure(error=code, text=text, do=do)
        super().__init__(f"{status} {code}: {text.en}")

    def response(self) -> JSONResponse:
        """The answer itself."""
        headers = {} if self.retry_after_s is None else {"Retry-After": str(self.retry_after_s)}
        if self.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        return JSONResponse(self.failure.model_dump(mode="json"), self.status, headers)


def refuse(status: int, code: str, zh: str, en: str, do_zh: str, do_en: str) -> Refused:
    """A refusal from its sentences."""
    return Refused(status, code, Words(zh=zh, en=en), Words(zh=do_zh, en=do_en))


def not_signed_in() -> Refused:
    """401 for everybody without a valid session or token."""
    return refuse(401, "not_signed_in", "没有登录", "not signed in", "请先登录", "sign in first")


def moved() -> Refused:
    """401 for a session that is shown at another address than the one it began at."""
    return refuse(
        401, "address_changed", "网络地址变了，为了安全请再登录一次",
        "the network address has changed: sign in once more, for safety",
        "输入密码，马上回到原来的页面", "enter the password; you are back where you were at once",
    )  # fmt: skip


def not_allowed() -> Refused:
    """403 for somebody whose role does not have this right."""
    return refuse(
        403, "not_allowed", "您的角色不能做这件事", "your role may not do this",
        "请有这项权限的人来做", "ask somebody who has this right",
    )  # fmt: skip


def not_found(zh: str, en: str) -> Refused:
    """404 for a thing named in the address."""
    return refuse(404, "not_found", f"没有{zh}", f"there is no {en}", "检查名称", "check the name")


def controller_away() -> Refused:
    """503 when the controller cannot be asked."""
    return refuse(
        503, "controller_away", "控制器没有应答", "the controller does not answer",
        "到现场用手动开关；检查控制器是否在运行",
        "use the switches on site; check that the controller is running",
    )  # fmt: skip


_BY_STATUS = {
    404: ("not_found", "没有这个地址", "there is no such address", "检查地址", "check the address"),
    405: ("wrong_method", "不支持这种请求", "this method is not supported", "检查请求方法",
          "check the method"),
}  # fmt: skip


def install(app: FastAPI, keep: Callable[[Request, Refused], Awaitable[None]]) -> None:
    """Make every failure of the app leave in the one shape; `keep` is told of each refusal."""

    async def of_refused(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Refused)
        await keep(request, error)
        return error.response()

    async def of_status(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        known = _BY_STATUS.get(error.status_code)
        words = known or ("refused", "请求被拒绝", "refused", "检查请求", "check the request")
        return refuse(error.status_code, *words).response()

    async def of_input(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return _bad_input(error)

    async def of_anything(_request: Request, _error: Exception) -> JSONResponse:
        return refuse(
            500, "internal", "程序出错，已记入日志", "an internal error was logged",
            "稍后再试；再出现请报告", "try again; report it if it comes back",
        ).response()  # fmt: skip

    async def of_disk(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, StorageFault)
        do = Words(zh="处理后再试；控制不受影响", en="see to it, then try again; control goes on")
        return Refused(503, "storage", error.words, do).response()

    app.add_exception_handler(Refused, of_refused)
    app.add_exception_handler(StorageFault, of_disk)
    app.add_exception_handler(HTTPException, of_status)
    app.add_exception_handler(RequestValidationError, of_input)
    app.add_exception_handler(Exception, of_anything)


def _bad_input(error: RequestValidationError) -> JSONResponse:
    fields: dict[str, Words] = {}
    for item in error.errors()[:50]:
        place = _clean(".".join(str(step) for step in item["loc"][1:]))[:200] or "(request)"
        text = _clean(str(item["msg"]))[:500]
        fields[place] = Words(zh=f"不合规定：{text}", en=text)
    failure = Failure(
        error="bad_input",
        text=Words(zh="填写的内容不合规定", en="the input is not as required"),
        do=Words(zh="按提示改正后再提交", en="correct the fields named and send it again"),
        fields=fields,
    )
    return JSONResponse(failure.model_dump(mode="json"), 422)


def _clean(text: str) -> str:
    """Text that can be sent: half characters of the request are replaced."""
    return text.encode(errors="replace").decode()
