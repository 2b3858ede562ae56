from tests.audit.sentences import Sentences as Pictorial
