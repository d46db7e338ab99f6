"""The extract stage: the body of a fetched page -> its main text, or the reason why there is none.

`extract_page` is called in a child process by the adapters, for the read job.
"""

from service.stages.extract.page import extract_page

__all__ = ["extract_page"]
